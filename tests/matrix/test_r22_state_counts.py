"""R22: what a campaign's state, an agreement and a seat allow, as a table of states and acts.

Nothing begins or goes on where it may not; whoever is in the middle of an attack can always stop
it, skip it, rate it and read it, for as long as they have their seat.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from gadfly.attacks.models import Attack, Turn
from gadfly.campaigns.actions import close_campaign, end_seat
from gadfly.campaigns.models import Campaign, Stage
from gadfly.science.targets.scripted import Scripted
from gadfly.shared.clock import now
from tests.answering import answer_with
from tests.factories import NOON, make_attack, make_open_campaign, make_wish
from tests.network.factories import bind

BEGIN, SEND, TAKE_BACK, STOP, SKIP, SEE, BRIEF = "begin", "send", "take back", "stop", "skip", "see", "brief"
EVERYTHING = {BEGIN: 302, SEND: 303, TAKE_BACK: 303, STOP: 303, SKIP: 303, SEE: 200, BRIEF: 200}
TABLE = {
    "open": EVERYTHING,
    "closed": EVERYTHING | {BEGIN: 409, SEND: 409},
    "closed by its date": EVERYTHING | {BEGIN: 409, SEND: 409},
    "opening later": EVERYTHING | {BEGIN: 409, SEND: 409},
    "draft again": dict.fromkeys(EVERYTHING, 404),
    "not agreed": EVERYTHING | {BEGIN: 302},
    "seat ended": dict.fromkeys(EVERYTHING, 404),
    "contract not signed": dict.fromkeys(EVERYTHING, 404),
    "contract signed": EVERYTHING,
    "contract not countersigned": dict.fromkeys(EVERYTHING, 404),
    "contract expired": dict.fromkeys(EVERYTHING, 404),
    "contract replaced": dict.fromkeys(EVERYTHING, 404),
}


@pytest.fixture
def cast(db):
    from tests.cast import make_cast  # noqa: PLC0415 -- the world of this folder has another

    return make_cast()


def campaign_in(state, cast):
    wish = make_wish()
    if state == "closed by its date":
        wish = replace(wish, closes_at=NOON + timedelta(days=1))
    if state == "opening later":
        wish = replace(wish, opens_at=NOON)
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)


def bring_into(state, campaign, cast):
    """Change what the state is about, after an attack was begun."""
    if state == "closed":
        close_campaign(campaign=campaign)
    if state == "draft again":
        Campaign.objects.filter(pk=campaign.pk).update(stage=Stage.DRAFT)
    if state == "seat ended":
        end_seat(campaign=campaign, person=cast.bo, at=NOON)
    if state == "not agreed":
        campaign.terms.agreements.all().delete()
    if state.startswith("contract"):
        bind(campaign, state.removeprefix("contract "), cast.bo, cast.fay)


def act(client, name, campaign, attack):
    if name == BEGIN:
        return client.post(reverse("attack-new", args=[campaign.key]), {"intent": "Another curt answer"})
    if name == SEND:
        return client.post(reverse("attack-message", args=[attack.key]), {"key": "new", "text": "And now?"})
    if name == TAKE_BACK:
        return client.post(reverse("attack-unpick", args=[attack.key]), {"turn": "1"})
    if name == STOP:
        return client.post(reverse("attack-end", args=[attack.key]))
    if name == SKIP:
        return client.post(reverse("attack-skip", args=[attack.key]))
    return client.get(
        reverse("attack" if name == SEE else "brief", args=[(attack if name == SEE else campaign).key])
    )


@pytest.mark.parametrize("name", EVERYTHING)
@pytest.mark.parametrize("state", TABLE)
def test_r22_the_state_decides_what_may_be_done(cast, client, state, name, monkeypatch):
    campaign = campaign_in(state, cast)
    attack = make_attack(campaign=campaign, person=cast.bo, over=name == BEGIN, at=NOON)
    bring_into(state, campaign, cast)
    if state == "opening later":
        for module in ("author", "hot"):
            monkeypatch.setattr(f"gadfly.attacks.views.{module}.now", lambda: NOON - timedelta(days=1))
    answer_with(Scripted())
    before = (Attack.objects.count(), Turn.objects.count())
    client.force_login(cast.bo)
    answer = act(client, name, campaign, attack)
    assert answer.status_code == TABLE[state][name]
    if answer.status_code in {404, 409}:
        assert (Attack.objects.count(), Turn.objects.count()) == before


def test_r22_who_has_not_agreed_is_led_to_the_brief_and_begins_nothing(cast, client):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], agreed=False)
    client.force_login(cast.bo)
    answer = client.post(reverse("attack-new", args=[campaign.key]), {"intent": "A curt answer"})
    assert answer.headers["Location"] == reverse("brief", args=[campaign.key])
    assert Attack.objects.count() == 0


@pytest.mark.parametrize("state", ["open", "closed", "closed by its date"])
@pytest.mark.parametrize("route", ["attacks", "export", "campaign"])
def test_r22_a_lead_reads_and_exports_whatever_the_state(cast, client, state, route):
    campaign = campaign_in(state, cast)
    make_attack(campaign=campaign, person=cast.bo, at=NOON)
    bring_into(state, campaign, cast)
    client.force_login(cast.ada)
    assert client.get(reverse(route, args=[campaign.key])).status_code == 200


def test_closing_from_the_page_leaves_open_attacks_as_they_are_and_has_them_scored(cast, client):
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 -- needs the settings

    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    attack = make_attack(campaign=campaign, person=cast.bo, over=False, at=now())
    client.force_login(cast.ada)
    assert client.post(reverse("campaign-close", args=[campaign.key])).status_code == 302
    attack.refresh_from_db()
    assert attack.state == "left"
    assert [result.args_kwargs["args"] for result in DBTaskResult.objects.all()] == [[attack.pk]]
