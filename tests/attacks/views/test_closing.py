"""A campaign closes with its attacks: what is open stays as it is, marked as left, and is scored."""

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from gadfly.attacks.models import Attack, Outcome, Turn
from gadfly.campaigns.models import Stage
from tests.factories import make_attack, make_open_campaign


@pytest.fixture
def ada(client, cast):
    client.force_login(cast.ada)
    return client


def close(client, campaign):
    answer = client.post(reverse("campaign-close", args=[campaign.key]))
    campaign.refresh_from_db()
    return answer


def test_what_is_open_is_left_and_scored_and_what_is_over_stays(ada, campaign, cast):
    over = make_attack(campaign=campaign, person=cast.bo)
    opened = make_attack(campaign=campaign, person=cast.bo, over=False)
    answer = close(ada, campaign)
    assert (answer.status_code, answer["Location"]) == (302, reverse("campaign", args=[campaign.key]))
    assert campaign.stage == Stage.CLOSED
    states = dict(Attack.objects.values_list("pk", "state"))
    assert states == {over.pk: Outcome.ENDED, opened.pk: Outcome.LEFT}
    assert Attack.objects.exclude(ended_at=None).count() == 2
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[opened.pk]]
    assert Turn.objects.filter(attack=opened).count() == 1


def test_closing_again_changes_nothing(ada, campaign, cast):
    make_attack(campaign=campaign, person=cast.bo, over=False)
    close(ada, campaign)
    before = list(Attack.objects.values())
    assert close(ada, campaign).status_code == 302
    assert (list(Attack.objects.values()), DBTaskResult.objects.count()) == (before, 1)


def test_the_neighbours_attacks_stay_open(ada, campaign, cast):
    neighbours = make_open_campaign(lead=cast.eve, red_teamers=[cast.bo], title="Elsewhere")
    make_attack(campaign=neighbours, person=cast.bo, over=False)
    close(ada, campaign)
    assert Attack.objects.get().state == Outcome.OPEN


@pytest.mark.parametrize("who", ["bo", "cy", "eve", "fay"])
def test_nobody_but_its_lead_closes_a_campaign(client, campaign, cast, who):
    client.force_login(getattr(cast, who))
    assert (close(client, campaign).status_code, campaign.stage) == (404, Stage.OPEN)
