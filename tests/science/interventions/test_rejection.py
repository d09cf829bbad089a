"""Rejection sampling: k are asked for, ranked, and the best few offered."""

import asyncio
import math
import threading
from itertools import count
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.dialogue import Message, Role, State
from gadfly.science.interventions import Work
from gadfly.science.interventions.rejection import Rank, RejectionSampling
from gadfly.science.preference import Reply
from gadfly.science.preference.light import ShorterWins
from gadfly.science.targets import Account, BrokenError, NonsenseError, Piece, RefusedError
from gadfly.science.targets.scripted import Fault, Scripted
from gadfly.science.targets.scripted_server import serving
from gadfly.shared.outbound.connecting import connect
from tests.science.interventions.doubles import QUESTION, Listening, Table

SCORES = st.lists(st.floats(-9, 9, allow_nan=False), min_size=1, max_size=12)


def ranking(scores, keep, rule=Rank.LEAST_HARMFUL):
    """Replies with these scores, and the sampling that ranks them."""
    table = Table({f"reply {index}": score for index, score in enumerate(scores)})
    return Listening(replies=list(table.scores)), RejectionSampling(table, len(scores), keep, rule)


@given(SCORES, st.data(), st.sampled_from(Rank))
async def test_exactly_those_are_kept_that_rank_first(scores, data, rule):
    keep = data.draw(st.integers(1, len(scores)))
    beneath, rejecting = ranking(scores, keep, rule)
    kept = (await rejecting.on(beneath).reply(QUESTION, n=keep)).candidates
    best = sorted(scores, reverse=rule is Rank.LEAST_HARMFUL)[:keep]
    assert sorted(one.made["rank_score"] for one in kept) == sorted(best)
    assert sorted(one.made["rank"] for one in kept) == list(range(1, keep + 1))
    assert len({one.text for one in kept}) == keep
    assert all(scores[int(one.text.removeprefix("reply "))] == one.made["rank_score"] for one in kept)


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=12, unique=True))
def test_most_harmful_first_is_the_reverse_of_least_harmful_first(scores):
    least, most = [ranking(scores, 1, rule)[1].ranked(scores) for rule in Rank]
    assert most == least[::-1]


@given(SCORES)
def test_equal_scores_keep_their_order(scores):
    rounded = [round(score) for score in scores]
    order = ranking(scores, 1)[1].ranked(rounded)
    assert order == sorted(range(len(scores)), key=lambda index: (-rounded[index], index))


async def test_one_request_is_made_and_how_the_reply_was_chosen_is_told():
    beneath, rejecting = ranking([0.5, -1.0, 2.0], 1)
    (candidate,), error, _ = await rejecting.on(beneath).reply(QUESTION, seed=0)
    assert beneath.asked == [(QUESTION, 3, 0)]
    assert (candidate.text, candidate.state, candidate.seed, error) == ("reply 2", State.COMPLETE, 2, None)
    assert candidate.made == {
        "rank_score": 2.0,
        "rank": 1,
        "k": 3,
        "rule": "least harmful",
        "scorer": "table@1",
        "scores": [0.5, -1.0, 2.0],
    }


async def test_the_scorer_is_asked_about_what_was_said_before():
    beneath, rejecting = ranking([0.0, 1.0], 1)
    said = (*QUESTION, Message(Role.ASSISTANT, "Six minutes."), Message(Role.HUMAN, "And hard?"))
    await rejecting.on(beneath).reply(said)
    assert rejecting.scorer.heard == [Reply(said, "reply 0"), Reply(said, "reply 1")]


async def test_the_seed_draws_which_are_offered_and_in_which_order():
    beneath, rejecting = ranking([3.0, 2.0, 1.0, 0.0], 3)
    target = rejecting.on(beneath)
    told = [
        tuple(one.text for one in (await target.reply(QUESTION, n=2, seed=4 * seed)).candidates)
        for seed in range(200)
    ]
    again = await target.reply(QUESTION, n=2, seed=4)
    assert tuple(one.text for one in again.candidates) == told[1]
    assert {text for pair in told for text in pair} == {"reply 0", "reply 1", "reply 2"}
    assert 0.4 < mean(first < second for first, second in told) < 0.6


async def test_nothing_shows_before_all_are_ranked_and_then_everything_does():
    beneath, rejecting = ranking([1.0, 2.0, 3.0], 2)
    batches = [batch async for batch in rejecting.on(beneath).stream(QUESTION, n=2, seed=0)]
    assert [[type(said) for said in batch] for batch in batches[:-1]] == [[Account]]
    assert sum(isinstance(said, Piece) for said in batches[-1]) == 2


async def test_accounts_add_up_beneath_and_above():
    ticks = count(10.0, 0.5)
    beneath, rejecting = ranking([1.0, 2.0, 3.0], 2)
    timed = RejectionSampling(rejecting.scorer, 3, clock=lambda: next(ticks))
    account = (await timed.on(beneath).reply(QUESTION, n=2)).account
    assert account == Account(requests=1, samples=3, prompt_tokens=7, completion_tokens=6, ranking=0.5)


async def test_a_real_endpoint_is_asked_once_for_all_k():
    async with serving(Scripted()) as base, connect(base, "kitchen") as endpoint:
        (candidate,), error, account = (
            await RejectionSampling(ShorterWins(), keep=1).on(endpoint).reply(QUESTION)
        )
    assert error is None
    assert (account.requests, account.samples, len(candidate.made["scores"])) == (1, 16, 16)
    assert candidate.made["rank_score"] == max(candidate.made["scores"])


async def test_what_was_cut_is_left_out_while_enough_are_whole():
    table = Table({"Ten.": 1.0, "Go away, I am reading.": 5.0, "Nine.": 0.0})
    beneath = Scripted(replies=list(table.scores), faults={"": Fault(break_after=2)})
    kept, error, account = await RejectionSampling(table, 3).on(beneath).reply(QUESTION, n=2)
    assert error is None
    assert sorted(one.text for one in kept) == ["Nine.", "Ten."]
    assert [one.made["scores"] for one in kept] == [[1.0, None, 0.0]] * 2
    assert account.samples == 3


async def test_what_gets_no_score_is_left_out_while_enough_have_one():
    table = Table({"Ten.": 1.0, "Eleven.": math.nan, "Nine.": 0.0})
    beneath = Scripted(replies=list(table.scores))
    kept, error, _ = await RejectionSampling(table, 3).on(beneath).reply(QUESTION, n=2)
    assert error is None
    assert sorted(one.text for one in kept) == ["Nine.", "Ten."]
    assert [one.made["scores"] for one in kept] == [[1.0, None, 0.0]] * 2


async def test_where_too_few_have_a_score_none_is_offered_and_it_may_be_tried_again():
    table = Table({"Ten.": 1.0, "Nine.": math.nan})
    target = RejectionSampling(table, 2).on(Scripted(replies=list(table.scores)))
    candidates, error, account = await target.reply(QUESTION, n=1)
    assert isinstance(error, NonsenseError)
    assert error.passing
    assert [(one.text, one.state) for one in candidates] == [("", State.INTERRUPTED)]
    assert account.samples == 2


async def test_too_few_whole_ones_are_not_offered_at_all():
    table = Table({"Ten.": 1.0, "Go away, I am reading.": 5.0})
    beneath = Scripted(replies=list(table.scores), faults={"": Fault(break_after=2)})
    candidates, error, account = await RejectionSampling(table, 2).on(beneath).reply(QUESTION, n=2)
    assert isinstance(error, BrokenError)
    assert [(one.text, one.state) for one in candidates] == [("", State.INTERRUPTED)] * 2
    assert (account.requests, account.samples, account.ranking) == (1, 2, 0.0)


async def test_a_refusal_goes_up_as_it_came():
    beneath = Scripted(faults={"": Fault(refuse=True)})
    collected = await RejectionSampling(Table({}), 2).on(beneath).reply(QUESTION, n=2)
    assert isinstance(collected.error, RefusedError)


async def test_a_stream_that_just_stops_is_a_broken_one():
    class Stopping(Scripted):
        async def stream(self, messages, *, n, seed):
            async for batch in super().stream(messages, n=n, seed=seed):
                yield batch
                return

    collected = (
        await RejectionSampling(Table({}), 1, 1).on(Stopping(replies=["Ten minutes."])).reply(QUESTION)
    )
    assert isinstance(collected.error, BrokenError)


async def test_a_slow_scorer_does_not_hold_up_anybody_else():
    loop, scoring, done = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    class Slow(Table):
        def values(self, replies):
            loop.call_soon_threadsafe(scoring.set)
            assert done.wait(10)
            return super().values(replies)

    target = RejectionSampling(Slow({"Ten.": 1.0}), 1, 1).on(Scripted(replies=["Ten."]))
    reply = asyncio.create_task(target.reply(QUESTION))
    await asyncio.wait_for(scoring.wait(), 10)  # the loop still turns while the scorer waits for us
    done.set()
    assert (await reply).candidates[0].text == "Ten."


async def test_an_empty_reply_is_offered_like_any_other():
    (candidate,), *_ = (
        await RejectionSampling(Table({"": 1.0}), 1, 1).on(Scripted(replies=[""])).reply(QUESTION)
    )
    assert (candidate.text, candidate.state) == ("", State.COMPLETE)


@pytest.mark.parametrize(("k", "keep"), [(0, 0), (2, 0), (2, 3), (257, 2)])
def test_numbers_that_cannot_be_are_refused_in_a_sentence(k, keep):
    with pytest.raises(ValueError, match=r"^Rejection sampling .*\.$"):
        RejectionSampling(Table({}), k, keep)


async def test_more_than_are_kept_cannot_be_offered():
    with pytest.raises(ValueError, match="keeps 2 candidates; 3 cannot be offered"):
        await RejectionSampling(Table({})).on(Scripted()).reply(QUESTION, n=3)


def test_the_card_names_the_scorer_and_what_it_costs():
    card = RejectionSampling(Table({})).card
    assert (card.name, card.released, card.streams) == ("rejection sampling", "rejection sampling", False)
    assert "Of 16 candidates the 2 least harmful are kept, as table@1 ranks them." in card.does
    assert card.costs.startswith("16 replies are written for each turn")
    worst = RejectionSampling(Table({}), rule=Rank.MOST_HARMFUL).card
    assert worst.name == "rejection sampling, the most harmful kept"


def test_all_k_are_work_however_few_are_shown():
    assert RejectionSampling(Table({}), 16).work(2) == Work(readings=1, completions=16)
    assert RejectionSampling(Table({})).on(Scripted(name="kitchen")).name == "kitchen"
