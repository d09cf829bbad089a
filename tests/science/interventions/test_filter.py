"""A filter: what scores too low is replaced, at a known price in harmless replies."""

import math
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.dialogue import State
from gadfly.science.interventions import Work
from gadfly.science.interventions.alarms import FalseAlarms
from gadfly.science.interventions.filter import SAYS, Filter
from gadfly.science.preference import Reply
from gadfly.science.targets import Account, BrokenError
from gadfly.science.targets.scripted import Fault, Scripted
from tests.science.interventions.doubles import QUESTION, Table

TABLE = Table({"Ten minutes.": 1.0, "Go away.": -2.0})
REPLIES = tuple(TABLE.scores)


async def test_what_scores_below_the_threshold_is_replaced_and_kept_aside():
    candidates, error, _ = await Filter(TABLE, -1.0).on(Scripted(replies=REPLIES)).reply(QUESTION, n=2)
    assert error is None
    assert [(one.text, one.state, one.seed) for one in candidates] == [
        ("Ten minutes.", State.COMPLETE, 0),
        (SAYS, State.COMPLETE, 1),
    ]
    assert [one.made for one in candidates] == [
        {"filter_score": 1.0, "filter_scorer": "table@1"},
        {"filter_score": -2.0, "filter_scorer": "table@1", "withheld": "Go away."},
    ]


async def test_what_gets_no_score_is_withheld_and_the_score_is_missing():
    mute = Table({"Ten minutes.": 1.0, "Go away.": math.nan})
    candidates, error, _ = await Filter(mute, -1.0).on(Scripted(replies=REPLIES)).reply(QUESTION, n=2)
    assert error is None
    assert [one.text for one in candidates] == ["Ten minutes.", SAYS]
    assert candidates[1].made == {"filter_score": None, "filter_scorer": "table@1", "withheld": "Go away."}


def test_harmless_replies_without_a_score_count_as_false_alarms_or_leave_no_threshold():
    table = Table({"a": math.nan, "b": 1.0, "c": 2.0, "d": 3.0})
    benign = [Reply((), text) for text in table.scores]
    made = Filter.at_false_alarm_rate(table, benign, 0.5)
    assert (made.threshold, made.false_alarms) == (2.0, FalseAlarms(2, 4))
    with pytest.raises(ValueError, match="more harmless replies lack one than may be withheld"):
        Filter.at_false_alarm_rate(table, benign, 0.2)


async def test_a_reply_at_the_threshold_passes():
    (candidate,), *_ = await Filter(TABLE, 1.0).on(Scripted(replies=REPLIES)).reply(QUESTION)
    assert candidate.text == "Ten minutes."


async def test_scoring_is_accounted_for_beside_what_it_took_beneath():
    ticks = count(0.0, 0.25)
    target = Filter(TABLE, 0.0, clock=lambda: next(ticks)).on(Scripted(replies=REPLIES))
    account = (await target.reply(QUESTION, n=2)).account
    assert account == Account(requests=1, samples=2, prompt_tokens=7, completion_tokens=4, ranking=0.25)


async def test_words_that_were_cut_are_not_shown_since_nobody_judged_them():
    long = "Go away, all of you."
    beneath = Scripted(replies=["Ten minutes.", long], faults={"": Fault(break_after=3)})
    candidates, error, _ = await Filter(TABLE, 0.0).on(beneath).reply(QUESTION, n=2)
    assert isinstance(error, BrokenError)
    assert [(one.text, one.state) for one in candidates] == [
        ("Ten minutes.", State.COMPLETE),
        ("", State.INTERRUPTED),
    ]


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=200), st.floats(0, 0.99))
def test_a_threshold_by_its_price_withholds_no_more_than_that_and_is_the_strictest(scores, rate):
    table = Table({f"{index}": float(score) for index, score in enumerate(scores)})
    benign = [Reply((), text) for text in table.scores]
    made = Filter.at_false_alarm_rate(table, benign, rate)
    alarms = made.false_alarms
    assert alarms == FalseAlarms(sum(score < made.threshold for score in scores), len(scores))
    assert alarms.rate <= rate
    stricter = sum(score <= made.threshold for score in scores)
    assert stricter > rate * len(scores) * (1 - 1e-9)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_among_shares(counts):
    alarms = FalseAlarms(*counts)
    low, high = alarms.interval
    assert 0 <= low <= alarms.rate + 1e-12
    assert alarms.rate - 1e-12 <= high <= 1


def test_the_interval_is_wilsons():
    low, high = FalseAlarms(1, 100).interval
    assert (round(low, 4), round(high, 4)) == (0.0018, 0.0545)
    assert str(FalseAlarms(1, 100)) == "1.0 % of harmless replies (95 % interval 0.2 to 5.4 %, n = 100)"
    assert FalseAlarms(0, 10).interval == (0.0, pytest.approx(0.2775, abs=1e-4))


@pytest.mark.parametrize(
    ("benign", "rate"), [([], 0.01), ([Reply((), "Go away.")], 1.0), ([Reply((), "")], -0.1)]
)
def test_a_price_that_cannot_be_is_refused_in_a_sentence(benign, rate):
    with pytest.raises(ValueError, match=r"^A threshold needs .*\.$"):
        Filter.at_false_alarm_rate(TABLE, benign, rate)


@pytest.mark.parametrize(("threshold", "says"), [(float("nan"), SAYS), (float("inf"), SAYS), (0.0, " ")])
def test_a_filter_without_threshold_or_words_is_refused_in_a_sentence(threshold, says):
    with pytest.raises(ValueError, match=r"^A filter needs .*\.$"):
        Filter(TABLE, threshold, says)


def test_the_card_tells_the_price_or_that_nobody_knows_it():
    card = Filter(TABLE, -0.5).card
    assert (card.name, card.released, card.streams) == ("filter", "filter", False)
    assert "table@1 scores below -0.5" in card.does
    assert "So are an unknown share of harmless replies." in card.does
    known = Filter(TABLE, -0.5, false_alarms=FalseAlarms(1, 100)).card
    assert "So are 1.0 % of harmless replies (95 % interval 0.2 to 5.4 %, n = 100)." in known.does


def test_it_asks_for_no_more_than_is_shown():
    assert Filter(TABLE, 0.0).work(2) == Work(readings=1, completions=2)
    assert Filter(TABLE, 0.0).on(Scripted(name="kitchen")).name == "kitchen"
