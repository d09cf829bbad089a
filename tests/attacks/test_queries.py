"""What an attack waits for, and what its author did today."""

from datetime import timedelta

import pytest
from django.db.models import F

from gadfly.attacks import queries
from gadfly.attacks.actions import close_turn, open_turn
from gadfly.attacks.models import Attack, Candidate, Outcome
from gadfly.attacks.queries import (
    ReplyView,
    Step,
    TurnView,
    open_attack_of,
    replies_of,
    sitting_of,
    step_of,
    times_of,
    turns_of,
)
from gadfly.science.dialogue import Candidate as Reply
from gadfly.science.dialogue import State
from gadfly.science.pacing import Took
from tests.factories import NOON, Exchange, make_attack, make_open_campaign, make_wish


def reply(state=State.COMPLETE, *, continued=False, side=0):
    return ReplyView(side, "Yes.", state, "", picked=continued, continued=continued)


@pytest.mark.parametrize(
    ("replies", "step"),
    [
        ((reply(continued=True), reply()), Step.WRITE),
        ((reply(continued=True), reply(State.INTERRUPTED)), Step.WRITE),
        ((reply(State.OPEN), reply()), Step.WRITING),
        ((reply(State.OPEN), reply(State.INTERRUPTED)), Step.WRITING),
        ((reply(), reply()), Step.PICK),
        ((reply(), reply(State.INTERRUPTED)), Step.BROKEN),
        ((reply(State.INTERRUPTED), reply(State.INTERRUPTED)), Step.BROKEN),
    ],
)
def test_the_replies_of_the_last_turn_say_what_is_waited_for(replies, step):
    turn = TurnView(number=1, human="Rice?", attempt=1, replies=replies, strength=None)
    assert turn.step == step
    assert step_of(Attack(), [turn]) == step


@pytest.mark.parametrize("state", [Outcome.ENDED, Outcome.SKIPPED, Outcome.LEFT])
def test_an_attack_that_is_over_waits_for_nothing(state):
    turn = TurnView(number=1, human="Rice?", attempt=1, replies=(reply(),), strength=None)
    assert step_of(Attack(state=state), [turn]) == Step.OVER


def test_an_attack_that_has_just_begun_waits_for_a_message():
    assert step_of(Attack(), []) == Step.WRITE


def test_the_reply_that_goes_on_is_told_from_the_others():
    replies = (reply(side=0), reply(side=1, continued=True), reply(side=2))
    turn = TurnView(number=1, human="Rice?", attempt=1, replies=replies, strength=2)
    assert turn.continued.letter == "B"
    assert [other.letter for other in turn.others] == ["A", "C"]


@pytest.fixture
def attack(campaign, cast):
    return make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange(), Exchange()], over=False)


def test_turns_come_in_order_with_their_replies_from_left_to_right(attack):
    turns = turns_of(attack)
    assert [turn.number for turn in turns] == [1, 2]
    assert [[reply.letter for reply in turn.replies] for turn in turns] == [["A", "B"]] * 2


def test_of_a_turn_that_was_asked_again_only_the_last_replies_are_shown(attack):
    attack.turns.filter(number=2).update(attempt=2, picked=None, continued=None)
    assert [len(turn.replies) for turn in turns_of(attack)] == [2, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_turns_take_two_queries_however_many(campaign, cast, django_assert_num_queries, count):
    make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange()] * count)
    made = Attack.objects.select_related("terms").get()
    with django_assert_num_queries(2):
        turns_of(made)


def test_the_open_attack_is_the_persons_own_in_this_campaign(attack, campaign, cast):
    elsewhere = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo, cast.eve], title="Elsewhere")
    make_attack(campaign=elsewhere, person=cast.eve, over=False)
    assert open_attack_of(cast.bo, campaign) == attack
    assert open_attack_of(cast.bo, elsewhere) is None


def test_a_sitting_counts_what_ended_in_the_last_twelve_hours(campaign, cast):
    attacks = [
        make_attack(campaign=campaign, person=cast.bo, at=NOON - timedelta(hours=hours))
        for hours in (13, 11, 1)
    ]
    assert sitting_of(cast.bo, attacks[-1], NOON) == {
        "count_today": 2,
        "minutes_today": 4,
        "minutes_this": 2,
    }


def test_a_sitting_looks_through_the_newest_attacks_only(campaign, cast, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 1)
    attacks = [make_attack(campaign=campaign, person=cast.bo) for _ in range(2)]
    assert sitting_of(cast.bo, attacks[0], NOON)["count_today"] == 1


def test_an_attack_without_times_took_no_time(attack, cast):
    attack.started_at = None
    assert sitting_of(cast.bo, attack, NOON) == {"count_today": 0, "minutes_today": 0, "minutes_this": 0}


def test_replies_are_told_by_side_with_what_went_wrong_and_nothing_invisible(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    opened = open_turn(attack=attack, key="one", text="Rice?", at=NOON)
    whole, cut = opened.candidates
    replies = {whole: Reply("Yes\u202e."), cut: Reply("Ye", State.INTERRUPTED, error="It broke.")}
    close_turn(turn=opened.turn, replies=replies, at=NOON)
    words, errors = replies_of(opened.turn, 1, cut=True)
    assert set(words) == {0, 1}
    assert "\u202e" not in words[opened.sides[0]]
    assert errors == {opened.sides[1]: "It broke."}


def test_the_times_of_a_target_are_those_of_turns_that_are_whole_oldest_first(attack):
    for number, slowest in ((1, 1500), (2, 250)):
        Candidate.objects.filter(turn__number=number).update(latency_ms=F("position") * slowest)
    target = attack.arm.target_id
    assert times_of(target) == [Took(1, 1.5), Took(2, 0.25)]
    Candidate.objects.filter(turn__number=2, position=0).update(state=State.INTERRUPTED)
    assert times_of(target) == [Took(1, 1.5)]


def test_the_times_of_a_target_are_known_from_whatever_campaign_drew_on_it(attack, cast):
    Candidate.objects.update(latency_ms=1500)
    other = make_open_campaign(lead=cast.ada, title="Another", wish=make_wish(attack.arm.target))
    assert other.terms.arms.get().target == attack.arm.target
    assert [took.seconds for took in times_of(attack.arm.target_id)] == [1.5, 1.5]


def test_replies_whose_time_is_not_known_say_nothing_of_their_arm(attack):
    Candidate.objects.filter(position=1).update(latency_ms=None)
    assert times_of(attack.arm.target_id) == []


def test_only_the_newest_attacks_on_a_target_are_looked_through(attack, monkeypatch):
    monkeypatch.setattr(queries, "RECENT", 0)
    Candidate.objects.update(latency_ms=1500)
    assert times_of(attack.arm.target_id) == []


@pytest.mark.parametrize(("reveal", "shown"), [("stream", "Ye"), ("together", "")])
def test_words_of_a_reply_that_is_not_whole_are_kept_back_where_all_appear_together(attack, reveal, shown):
    attack.terms.reveal = reveal
    cut = Candidate.objects.filter(turn__number=2, side=1)
    cut.update(state=State.INTERRUPTED, text="Ye")
    whole = Candidate.objects.get(turn__number=2, side=0).text
    assert [reply.text for reply in turns_of(attack)[1].replies] == [whole, shown]
    words, _ = replies_of(cut.get().turn_id, 1, cut=attack.terms.streams)
    assert words == {0: whole, 1: shown}
