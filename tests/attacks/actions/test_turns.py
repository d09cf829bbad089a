import pytest

from gadfly.attacks.actions import (
    close_turn,
    interrupt_stale,
    keep_partial,
    open_turn,
    record_pick,
    reopen_turn,
)
from gadfly.attacks.actions.replies import STOPPED
from gadfly.attacks.models import Candidate, Turn
from gadfly.campaigns.actions import close_campaign
from gadfly.science.dialogue import Candidate as Reply
from gadfly.science.dialogue import Message, Role, State
from gadfly.shared.refusal import NotValid, Refusal
from tests.factories import NOON, Exchange, make_attack, make_open_campaign, make_target, make_wish


@pytest.fixture
def attack(campaign, cast):
    return make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)


def say(attack, text="Is rice fine?", key="one"):
    return open_turn(attack=attack, key=key, text=text, at=NOON)


def answer(opened, *texts, states=None):
    states = states or [State.COMPLETE] * len(texts)
    rows = zip(opened.candidates, texts, states, strict=True)
    close_turn(turn=opened.turn, replies={row: Reply(text, state) for row, text, state in rows}, at=NOON)


def pick(attack, opened, position=0, strength=3):
    return record_pick(
        attack=attack,
        number=opened.number,
        attempt=opened.attempt,
        side=opened.sides[position],
        strength=strength,
        at=NOON,
    )


def test_a_message_is_on_record_with_open_candidates_before_anyone_answers(attack):
    opened = say(attack)
    turn = Turn.objects.get()
    assert (turn.number, turn.human, turn.said_at) == (1, "Is rice fine?", NOON)
    rows = list(turn.candidates.order_by("position"))
    assert [(row.pk, row.side, row.state) for row in rows] == [
        (pk, side, State.OPEN) for pk, side in zip(opened.candidates, opened.sides, strict=True)
    ]
    assert rows[0].settings["model"] == "kitchen-1"
    assert [row.seed for row in rows] == [opened.seed, opened.seed + 1]


def test_the_history_holds_what_continued_and_the_new_message(attack):
    first = say(attack)
    answer(first, "Yes.", "No.")
    pick(attack, first, position=1)
    second = say(attack, "Sure?", key="two")
    assert second.messages == (
        Message(Role.HUMAN, "Is rice fine?"),
        Message(Role.ASSISTANT, "No."),
        Message(Role.HUMAN, "Sure?"),
    )


def test_r3_the_same_key_again_finds_the_same_turn(attack):
    first, again = say(attack), say(attack, text="changed on the way")
    assert (again.turn, again.candidates, again.sides) == (first.turn, first.candidates, first.sides)
    assert (first.fresh, again.fresh) == (True, False)
    assert Turn.objects.get().human == "Is rice fine?"


def test_r4_a_second_message_waits_for_the_pick(attack):
    answer(say(attack), "Yes.", "No.")
    with pytest.raises(Refusal, match="Pick a reply first"):
        say(attack, key="two")


@pytest.mark.parametrize("text", ["", " \n", "x" * 20_001, "a\0b"])
def test_a_message_must_say_something_that_can_be_kept(attack, text):
    with pytest.raises(NotValid, match="Write a message"):
        say(attack, text=text)


@pytest.mark.parametrize("key", ["", "k" * 41])
def test_a_message_without_a_usable_key_is_refused(attack, key):
    with pytest.raises(NotValid, match="Reload"):
        say(attack, key=key)


def test_r22_a_closed_campaign_takes_no_message_and_keeps_what_was_said(attack, campaign):
    close_campaign(campaign=campaign)
    attack.campaign.refresh_from_db()
    with pytest.raises(Refusal, match="has closed"):
        say(attack)


def test_an_attack_that_is_over_takes_no_message(campaign, cast):
    over = make_attack(campaign=campaign, person=cast.bo)
    with pytest.raises(Refusal, match="is over"):
        say(over, key="new")


def test_the_sides_differ_from_turn_to_turn_and_are_stored(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange()] * 12)
    firsts = Candidate.objects.filter(turn__attack=attack, position=0)
    assert set(firsts.values_list("side", flat=True)) == {0, 1}


def test_a_broken_turn_is_asked_again_and_what_had_arrived_is_kept(attack):
    first = say(attack)
    answer(first, "Yes, but", "No.", states=[State.INTERRUPTED, State.COMPLETE])
    again = reopen_turn(attack=attack, number=1, attempt=2, at=NOON)
    assert (again.fresh, again.attempt, again.messages) == (True, 2, (Message(Role.HUMAN, "Is rice fine?"),))
    assert list(Candidate.objects.order_by("pk").values_list("attempt", "text")) == [
        (1, "Yes, but"),
        (1, "No."),
        (2, ""),
        (2, ""),
    ]


def test_r3_asking_again_twice_makes_one_attempt(attack):
    answer(say(attack), "", "", states=[State.INTERRUPTED] * 2)
    first, second = (reopen_turn(attack=attack, number=1, attempt=2, at=NOON) for _ in range(2))
    assert (first.candidates, first.fresh, second.fresh) == (second.candidates, True, False)


@pytest.mark.parametrize(("number", "attempt"), [(1, 1), (1, 3), (2, 2)])
def test_there_is_nothing_to_ask_again_elsewhere(attack, number, attempt):
    answer(say(attack), "", "", states=[State.INTERRUPTED] * 2)
    with pytest.raises(Refusal, match="nothing to ask again"):
        reopen_turn(attack=attack, number=number, attempt=attempt, at=NOON)


def test_whole_replies_are_picked_from_not_asked_again(attack):
    answer(say(attack), "Yes.", "No.")
    with pytest.raises(Refusal, match="cannot be asked for again"):
        reopen_turn(attack=attack, number=1, attempt=2, at=NOON)


def test_with_one_candidate_a_whole_reply_continues_by_itself(cast):
    wish = make_wish(make_target())
    wish = type(wish)(**{name: getattr(wish, name) for name in wish.__slots__} | {"candidates": 1})
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=(), over=False)
    answer(say(attack), "Yes.")
    assert say(attack, key="two").messages[1].text == "Yes."


def test_closing_again_changes_nothing(attack):
    opened = say(attack)
    answer(opened, "Yes.", "No.")
    answer(opened, "Changed", "Changed")
    assert [row.text for row in Candidate.objects.order_by("position")] == ["Yes.", "No."]


def test_what_arrived_so_far_is_kept_while_it_is_written(attack):
    opened = say(attack)
    keep_partial(texts={opened.candidates[0]: "Yes, b"}, turns=[opened.turn], at=NOON)
    assert list(Candidate.objects.order_by("position").values_list("text", "state")) == [
        ("Yes, b", State.OPEN),
        ("", State.OPEN),
    ]


def test_replies_that_nobody_writes_any_more_are_interrupted_with_what_had_arrived(attack):
    opened = say(attack)
    keep_partial(texts={opened.candidates[0]: "Yes, b"}, turns=[opened.turn], at=NOON)
    assert interrupt_stale(before=NOON) == 0
    assert interrupt_stale(before=NOON.replace(minute=1)) == 2
    rows = Candidate.objects.order_by("position").values_list("text", "state", "error")
    assert list(rows) == [("Yes, b", State.INTERRUPTED, STOPPED), ("", State.INTERRUPTED, STOPPED)]
