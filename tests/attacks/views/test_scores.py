"""A campaign's scores page: who measures, what is under way, and two clicks to the next campaign."""

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from gadfly.attacks.actions import ask_rescoring, ask_teaching
from gadfly.attacks.actions.rescoring import rescore
from gadfly.attacks.models import Attack, Candidate, Progress, Rescoring, Teaching
from gadfly.attacks.tasks import rescore_archive, teach_scorer
from gadfly.campaigns.actions import set_up_target
from gadfly.campaigns.models import Campaign, Scorer, Terms
from gadfly.campaigns.queries import newest_terms
from gadfly.science.preference.store import shipped
from tests.attacks.lessons import fill
from tests.factories import NOON, make_attack, make_campaign, make_endpoint, make_target, make_wish

LIGHT = shipped("light-1").scorer


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def asked(client, cast):
    """Read the page as its lead."""

    def read(campaign):
        client.force_login(cast.ada)
        return client.get(reverse("campaign-scores", args=[campaign.key])).content.decode()

    return read


def test_it_names_the_reference_and_counts_by_whom_attacks_are_summed_up(asked, campaign, cast):
    make_attack(campaign=campaign, person=cast.bo)
    assert "measured by one scorer, light-1." in asked(campaign)
    assert "not scored" in asked(campaign)
    Attack.objects.update(scorer=shipped("light-2b").scorer)
    assert "1 attack has scores of another scorer" in asked(campaign)


def test_older_terms_whose_reference_chose_for_an_arm_are_warned_of_everywhere(client, asked, campaign, cast):
    recipe = [{"kind": "rejection sampling", "scorer": LIGHT}]
    target = set_up_target(name="ranked", endpoint=make_endpoint(), recipe=recipe)
    made = make_campaign(lead=cast.ada, wish=make_wish(make_target("plain"), target))
    Terms.objects.filter(campaign=made).update(frozen_at=NOON)
    Campaign.objects.filter(pk=made.pk).update(terms=newest_terms(made), stage="open")
    made.refresh_from_db()
    page = asked(made)
    assert "These scores do not compare the arms" in page
    assert "ranked ranks by light-1, so light-1 flatters it." in page
    overview = client.get(reverse("campaign", args=[made.key])).content.decode()
    assert "ranked ranks by light-1, which also measures it." in overview
    assert "flatters it" not in asked(campaign)


def test_imported_replies_that_tell_that_the_reference_chose_them_are_warned_of(asked, cast):
    campaign = make_campaign(lead=cast.ada)
    Terms.objects.filter(campaign=campaign).update(reference=LIGHT)
    fill(campaign, 2)
    assert "flatters it" not in asked(campaign)
    Candidate.objects.update(made={"scorer": LIGHT, "rank": 1})
    assert "ranks by light-1, as its replies tell, so light-1 flatters it." in asked(campaign)


def test_a_scorer_that_learnt_from_the_same_pairs_is_told_of(asked, cast):
    recipe = [{"kind": "rejection sampling", "scorer": LIGHT}]
    target = set_up_target(name="ranked", endpoint=make_endpoint(), recipe=recipe)
    campaign = make_campaign(lead=cast.ada, wish=make_wish(target))
    Terms.objects.filter(campaign=campaign).update(reference=shipped("light-2b").scorer, frozen_at=NOON)
    assert "learnt from pairs that also taught light-2b: the two may err together." in asked(campaign)


def test_the_archive_is_scored_by_a_worker_once_asked_for(client, asked, campaign, cast):
    make_attack(campaign=campaign, person=cast.bo)
    client.force_login(cast.ada)
    address = reverse("campaign-scores", args=[campaign.key])
    for _ in range(2):
        assert client.post(address, {"scorer": LIGHT}).status_code == 302
    job = Rescoring.objects.get()
    assert "0 of 1" in asked(campaign)
    rescore_archive.func(job.pk)
    assert "1 of 1" in asked(campaign)
    assert "the reference" in asked(campaign)
    answer = client.post(address, {"scorer": "nobody"})
    assert (answer.status_code, "Choose one of the registered scorers." in answer.content.decode()) == (
        422,
        True,
    )


def test_two_clicks_lead_from_picks_to_a_campaign_with_their_scorer_as_an_arm(client, asked, cast):
    campaign = make_campaign(lead=cast.ada, wish=make_wish())
    fill(campaign, 60)
    assert "60 picks that were sure." in asked(campaign)
    client.post(reverse("campaign-teach", args=[campaign.key]))
    assert DBTaskResult.objects.get().args_kwargs["args"] == [Teaching.objects.get().pk]
    assert "waits for a worker" in asked(campaign)
    teach_scorer.func(Teaching.objects.get().pk)
    scorer = Scorer.objects.get()
    assert reverse("scorer-campaign", args=[scorer.key]) in asked(campaign)
    answer = client.post(reverse("scorer-campaign", args=[scorer.key]))
    assert "by picks-1" in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("fits", "words"), [(0, "Being fitted on 60 pairs."), (4, "Fitted; being measured, 4 fits of some 17.")]
)
def test_it_tells_how_far_teaching_is(asked, cast, fits, words):
    campaign = make_campaign(lead=cast.ada)
    ask_teaching(campaign=campaign, by=cast.ada, at=NOON)
    Teaching.objects.update(state=Progress.RUNNING, pairs=60, fits=fits)
    assert words in asked(campaign)


def test_what_failed_says_why(asked, cast):
    campaign = make_campaign(lead=cast.ada)
    job = ask_teaching(campaign=campaign, by=cast.ada, at=NOON)
    teach_scorer.func(job.pk)
    Rescoring.objects.create(campaign=campaign, scorer="gone-1@0", total=3, asked_at=NOON)
    assert list(rescore(job=Rescoring.objects.get().pk, at=NOON)) == []
    page = asked(campaign)
    assert "Training needs at least 50 different first human messages; here are 0." in page
    assert "gone-1 is not here any more." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_attack_and_three(
    client, campaign, cast, django_assert_max_num_queries, count
):
    for _ in range(count):
        make_attack(campaign=campaign, person=cast.bo)
    ask_rescoring(campaign=campaign, scorer=LIGHT, at=NOON)
    client.force_login(cast.ada)
    with django_assert_max_num_queries(16):
        client.get(reverse("campaign-scores", args=[campaign.key]))
