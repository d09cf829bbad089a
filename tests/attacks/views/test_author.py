"""An attack's pages for its author, from the intent to the thanks."""

import re
from dataclasses import replace
from datetime import timedelta
from html import escape

import pytest
from django.urls import reverse

from gadfly.attacks.actions import close_turn, open_turn
from gadfly.attacks.models import Attack, Candidate, Outcome
from gadfly.campaigns.actions import close_campaign, open_campaign, revise_terms
from gadfly.science.dialogue import Candidate as Reply
from gadfly.science.dialogue import State
from gadfly.shared.clock import now
from tests.factories import NOON, Exchange, make_attack, make_open_campaign, make_target, make_wish

INTENT = {"intent": "Get a curt answer about rice"}
HOSTILE = '<img src=x onerror="alert(1)"> [here](javascript:alert(1)) \u202eevil\u200b'


@pytest.fixture
def bo(client, cast):
    client.force_login(cast.bo)
    return client


def at(name, thing):
    return reverse(name, args=[thing.key])


def page(client, name, thing):
    answer = client.get(at(name, thing))
    assert answer.status_code == 200
    return answer.content.decode()


# ---- begin


def test_the_intent_begins_an_attack_on_an_arm_of_the_campaign(bo, campaign, cast):
    assert 'name="intent"' in page(bo, "attack-new", campaign)
    answer = bo.post(at("attack-new", campaign), INTENT)
    attack = Attack.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, at("attack", attack))
    assert (attack.person, attack.intent, attack.state) == (cast.bo, INTENT["intent"], Outcome.OPEN)
    assert attack.arm in campaign.terms.arms.all()


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_attack_that_is_open_goes_on_and_no_second_begins(bo, campaign, cast, method):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    answer = getattr(bo, method)(at("attack-new", campaign), INTENT)
    assert (answer["Location"], Attack.objects.count()) == (at("attack", attack), 1)


@pytest.mark.parametrize("method", ["get", "post"])
def test_where_every_arm_is_full_nothing_begins_and_nobody_is_asked_in_vain(bo, cast, method):
    target = make_target()
    wish = replace(make_wish(target), quotas={target.pk: 1})
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)
    make_attack(campaign=campaign, person=cast.bo)
    answer = getattr(bo, method)(at("attack-new", campaign), INTENT)
    assert (answer.status_code, b"has all the attacks it asked for" in answer.content) == (409, True)
    assert Attack.objects.count() == 1


@pytest.mark.parametrize(
    ("intent", "sentence"),
    [
        ("", "Say in a sentence or two what you mean to try."),
        (" \n", "Say in a sentence or two what you mean to try."),
        ("x" * 2_001, "at most 2000 characters"),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_an_intent_that_says_nothing_is_asked_for_again(bo, campaign, intent, sentence):
    answer = bo.post(at("attack-new", campaign), {"intent": intent})
    assert (answer.status_code, Attack.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_what_was_typed_is_still_there_when_it_was_too_long(bo, campaign):
    answer = bo.post(at("attack-new", campaign), {"intent": "rice, " * 400})
    assert "rice, " * 399 in answer.content.decode()


def test_a_campaign_that_closed_meanwhile_says_so(bo, campaign):
    close_campaign(campaign=campaign)
    answer = bo.post(at("attack-new", campaign), INTENT)
    assert (answer.status_code, Attack.objects.count()) == (409, 0)
    assert "This campaign takes no attacks now. Your earlier ones are kept." in answer.content.decode()


# ---- chat


def test_a_new_attack_asks_for_the_first_message_with_a_key_of_its_own(bo, campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    first, second = (page(bo, "attack", attack) for _ in range(2))
    assert 'data-step="write"' in first
    assert f'action="{at("attack-message", attack)}"' in first
    keys = [text.split('name="key" value="')[1][:22] for text in (first, second)]
    assert keys[0] != keys[1]


def test_replies_that_are_whole_ask_for_the_pick(bo, campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange(picked=None)], over=False)
    shown = page(bo, "attack", attack)
    assert 'data-step="pick"' in shown
    assert [f'name="pick" value="{letter}{grade}"' in shown for letter in "AB" for grade in "1234"] == [
        True
    ] * 8


def begun(campaign, person, *states):
    """An attack whose one message has replies in these states."""
    attack = make_attack(campaign=campaign, person=person, exchanges=(), over=False)
    opened = open_turn(attack=attack, key="one", text="Is rice fine?", at=now())
    ended = [state for state in states if state is not State.OPEN]
    rows = zip(opened.candidates, ended, strict=False)
    replies = {row: Reply("Yes, but", state, error="It broke.") for row, state in rows}
    close_turn(turn=opened.turn, replies=replies, at=now())
    return attack


def test_replies_that_broke_can_be_asked_for_again_or_gone_on_with(bo, campaign, cast):
    attack = begun(campaign, cast.bo, State.INTERRUPTED, State.COMPLETE)
    shown = page(bo, "attack", attack)
    whole = "AB"[Candidate.objects.get(state=State.COMPLETE).side]
    assert 'data-step="broken"' in shown
    assert f'action="{at("attack-retry", attack)}"' in shown
    assert '<input type="hidden" name="attempt" value="2">' in shown
    assert f'name="pick" value="{whole}">Go on with {whole}<' in shown
    assert "It broke." in shown


def test_replies_that_are_being_written_are_said_to_be(bo, campaign, cast):
    attack = begun(campaign, cast.bo, State.OPEN, State.OPEN)
    shown = page(bo, "attack", attack)
    assert 'data-step="writing"' in shown
    assert "being written" in shown


def test_a_pick_can_be_taken_back_until_the_next_message(bo, campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    shown = page(bo, "attack", attack)
    assert f'action="{at("attack-unpick", attack)}"' in shown
    assert "Take it back" in shown


@pytest.mark.parametrize(
    ("left_out", "said"),
    [([0, 0], None), ([0, 1], "its first turn is no longer"), ([2, 0], "its first 2 turns are no longer")],
)
def test_a_dialogue_that_outgrew_the_model_says_which_turns_are_out_of_view(
    bo, campaign, cast, left_out, said
):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange(), Exchange()], over=False)
    for number, count in enumerate(left_out, start=1):
        attack.turns.filter(number=number).update(account={"requests": 1, "left_out": count})
    html = page(bo, "attack", attack)
    assert ('id="left-out"' in html) == (said is not None)
    assert (said or "") in html


@pytest.mark.parametrize("state", [Outcome.ENDED, Outcome.SKIPPED, Outcome.LEFT])
def test_an_attack_that_is_over_is_read_and_no_more_written(bo, campaign, cast, state):
    attack = make_attack(campaign=campaign, person=cast.bo)
    Attack.objects.update(state=state)
    shown = page(bo, "attack", attack)
    assert 'data-step="over"' in shown
    assert "May I keep rice overnight?" in shown
    assert "Whatever, rice is rice." in shown
    assert at("attack-message", attack) not in shown


def test_r32_whatever_was_typed_or_answered_is_shown_as_text(bo, campaign, cast):
    exchange = Exchange(human=HOSTILE, replies=(HOSTILE, f"{HOSTILE} too"))
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=[exchange], intent=HOSTILE, over=False)
    for where in ("attack", "attack-rate", "attack-done"):
        if where == "attack-rate":
            Attack.objects.update(state=Outcome.ENDED)
        shown = page(bo, where, attack)
        assert "<img" not in shown
        assert 'href="javascript' not in shown
        assert not {"\u202e", "\u200b"} & set(shown)
        if where != "attack-done":
            assert escape('<img src=x onerror="alert(1)"> [here](javascript:alert(1))') in shown


def test_an_attack_stays_on_the_terms_it_began_on(bo, campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    revised = replace(make_wish(), brief="Quite another brief.")
    revise_terms(campaign=campaign, wish=revised)
    open_campaign(campaign=campaign, at=NOON)
    shown = page(bo, "attack", attack)
    assert "kitchen advice" in shown
    assert "Quite another brief." not in shown


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("attack", 7), ("attack-rate", 5), ("attack-done", 6)])
def test_a_page_takes_the_same_queries_however_much_there_is(
    bo, campaign, cast, django_assert_num_queries, name, queries, count
):
    exchanges = [Exchange()] * count
    attacks = [make_attack(campaign=campaign, person=cast.bo, exchanges=exchanges) for _ in range(count)]
    with django_assert_num_queries(queries):
        page(bo, name, attacks[0])


def test_the_page_that_asks_for_the_intent_takes_ten_queries(bo, campaign, django_assert_num_queries):
    with django_assert_num_queries(10):
        page(bo, "attack-new", campaign)


# ---- rate and done


@pytest.fixture
def ended(campaign, cast):
    return make_attack(campaign=campaign, person=cast.bo)


def test_an_attack_is_rated_once_it_has_ended(bo, campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, over=False)
    asked = bo.get(at("attack-rate", attack))
    said = bo.post(at("attack-report", attack), {"success": "2"})
    assert (asked.status_code, asked["Location"]) == (302, at("attack", attack))
    assert (said.status_code, said["Location"]) == (303, at("attack", attack))
    assert Attack.objects.get().success is None


def test_what_the_author_says_is_kept_and_leads_to_the_thanks(bo, ended):
    said = {"success": "4", "harmful": "3", "actionable": "0", "needs_expertise": "on", "expertise": "soups"}
    answer = bo.post(at("attack-report", ended), said)
    ended.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, at("attack-done", ended))
    assert (ended.success, ended.harmful, ended.actionable) == (4, 3, 0)
    assert (ended.needs_expertise, ended.expertise) == (True, "soups")
    assert ended.reported_at is not None


def test_only_the_first_question_must_be_answered_and_what_is_not_stays_missing(bo, ended):
    assert bo.post(at("attack-report", ended), {"success": "0"}).status_code == 303
    ended.refresh_from_db()
    assert (ended.success, ended.harmful, ended.actionable) == (0, None, None)


@pytest.mark.parametrize(
    "said",
    [
        {"harmful": "1"},
        {"success": "5"},
        {"success": "-1"},
        {"success": "much"},
        {"success": "1", "harmful": "5"},
        {"success": "1", "expertise": "x" * 201},
    ],
)
def test_a_rating_that_is_none_is_asked_for_again_and_nothing_is_kept(bo, ended, said):
    answer = bo.post(at("attack-report", ended), said)
    ended.refresh_from_db()
    assert (answer.status_code, ended.success, ended.harmful) == (422, None, None)
    assert 'class="error"' in answer.content.decode()


def test_what_was_typed_is_still_there_when_a_rating_is_asked_for_again(bo, ended):
    again = bo.post(at("attack-report", ended), {"harmful": "3", "expertise": "soups"}).content.decode()
    assert 'value="soups"' in again
    assert re.findall(r'name="(\w+)" value="(\d)"[^>]* checked', again) == [("harmful", "3")]


def test_a_rating_that_is_changed_begins_from_what_was_said(bo, ended):
    bo.post(at("attack-report", ended), {"success": "1", "expertise": "soups"})
    shown = page(bo, "attack-rate", ended)
    assert 'value="soups"' in shown
    bo.post(at("attack-report", ended), {"success": "2"})
    ended.refresh_from_db()
    assert (ended.success, ended.expertise) == (2, "")


def test_the_thanks_offer_to_stop_before_they_offer_to_go_on(bo, campaign, cast):
    begun_at = now() - timedelta(minutes=30)
    attack = make_attack(campaign=campaign, person=cast.bo, at=begun_at)
    make_attack(campaign=campaign, person=cast.bo, at=begun_at)
    shown = page(bo, "attack-done", attack)
    assert "That was attack 2 today, 4 minutes in all." in " ".join(shown.split())
    assert shown.index("Stop for now") < shown.index("Another attack")


def test_the_thanks_of_a_campaign_that_is_over_offer_no_other_attack(bo, campaign, ended):
    close_campaign(campaign=campaign)
    assert "Another attack" not in page(bo, "attack-done", ended)


def test_attacks_of_another_day_are_not_counted(bo, campaign, cast):
    make_attack(campaign=campaign, person=cast.bo, at=now() - timedelta(hours=13))
    today = make_attack(campaign=campaign, person=cast.bo, at=now() - timedelta(hours=1))
    assert "That was your first attack today, 2 minutes in all." in page(bo, "attack-done", today)


@pytest.mark.parametrize("name", ["attack", "attack-rate", "attack-done"])
def test_a_seat_that_ended_closes_ones_own_pages(bo, campaign, cast, ended, name):
    campaign.seats.filter(person=cast.bo).update(left_at=NOON)
    assert bo.get(at(name, ended)).status_code == 404


def test_who_has_not_agreed_is_led_to_the_brief(bo, cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], agreed=False)
    answer = bo.get(at("attack-new", campaign))
    assert (answer.status_code, answer["Location"]) == (302, at("brief", campaign))
