"""Critique and revise: the model looks at its own reply and writes it again."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import pytest

from gadfly.science.dialogue import Message, Role, State
from gadfly.science.interventions import Work
from gadfly.science.interventions.critique import PRINCIPLES, CritiqueAndRevise
from gadfly.science.spending import reading
from gadfly.science.targets import Account, Batch, BrokenError, RefusedError
from gadfly.science.targets.scripted import Fault, Scripted
from tests.science.interventions.doubles import QUESTION, Listening

DRAFTS = ("Ten minutes.", "Look it up.")
ASKED = CritiqueAndRevise()


@dataclass(frozen=True, kw_only=True)
class Thinking(Listening):
    """Answers what it is asked last by `answers`: a critique, a revision, or the draft by seed."""

    answers: Callable[[Sequence[Message]], str | None] = lambda _: None

    def says(self, messages, seed):
        told = self.answers(messages)
        return super().says(messages, seed) if told is None else told


def thoughts(messages):
    """A critique that quotes the draft, and a revision that quotes the critique."""
    if messages[-1] == ASKED.criticise:
        return f"Curt: {messages[-2].text}"
    if messages[-1] == ASKED.revise:
        return f"Kinder. {messages[-2].text}"
    return None


async def test_each_reply_is_criticised_and_written_again():
    beneath = Thinking(replies=DRAFTS, answers=thoughts)
    candidates, error, _ = await ASKED.on(beneath).reply(QUESTION, n=2, seed=0)
    assert error is None
    assert [one.text for one in candidates] == ["Kinder. Curt: Ten minutes.", "Kinder. Curt: Look it up."]
    assert [one.made for one in candidates] == [
        {"draft": "Ten minutes.", "critique": "Curt: Ten minutes."},
        {"draft": "Look it up.", "critique": "Curt: Look it up."},
    ]
    assert [one.seed for one in candidates] == [0, 1]


async def test_the_model_sees_the_conversation_its_draft_and_its_critique():
    beneath = Thinking(replies=DRAFTS, answers=thoughts)
    await ASKED.on(beneath).reply(QUESTION, seed=0)
    draft, critique = Message(Role.ASSISTANT, "Ten minutes."), Message(Role.ASSISTANT, "Curt: Ten minutes.")
    assert [asked.messages for asked in beneath.asked] == [
        QUESTION,
        (*QUESTION, draft, ASKED.criticise),
        (*QUESTION, draft, ASKED.criticise, critique, ASKED.revise),
    ]
    assert all(principle in ASKED.criticise.text for principle in PRINCIPLES)


async def test_a_second_round_starts_from_the_first_revision():
    twice = CritiqueAndRevise(rounds=2)
    beneath = Thinking(replies=DRAFTS, answers=thoughts)
    (candidate,), error, account = await twice.on(beneath).reply(QUESTION)
    first = "Kinder. Curt: Ten minutes."
    assert (candidate.text, error) == (f"Kinder. Curt: {first}", None)
    assert candidate.made == {
        "draft": first,
        "critique": f"Curt: {first}",
        "earlier": [{"draft": "Ten minutes.", "critique": "Curt: Ten minutes."}],
    }
    assert (account.requests, account.samples) == (5, 5)


async def test_all_that_was_written_is_accounted_for():
    beneath = Thinking(replies=("Ten minutes.",), answers=thoughts)
    account = (await ASKED.on(beneath).reply(QUESTION)).account
    each = [
        (await Thinking(replies=("Ten minutes.",), answers=thoughts).reply(asked.messages)).account
        for asked in beneath.asked
    ]
    assert account == sum(each, Account())


@pytest.mark.parametrize("at", ["criticise", "revise"])
async def test_a_draft_is_never_shown_in_place_of_its_revision(at):
    request = getattr(ASKED, at).text
    beneath = Thinking(replies=DRAFTS, answers=thoughts, faults={request: Fault(break_after=1)})
    candidates, error, account = await ASKED.on(beneath).reply(QUESTION, n=2, seed=0)
    assert isinstance(error, BrokenError)
    assert [(one.text, one.state) for one in candidates] == [("", State.INTERRUPTED)] * 2
    assert account.requests == (3 if at == "criticise" else 5)


async def test_a_reply_whose_revision_came_is_kept_though_another_broke():
    def half(messages):
        return "" if messages[-1] == ASKED.criticise and "Ten" in messages[-2].text else thoughts(messages)

    beneath = Breaking(replies=DRAFTS, answers=half)
    candidates, error, _ = await ASKED.on(beneath).reply(QUESTION, n=2, seed=0)
    assert isinstance(error, RefusedError)
    assert [one.text for one in candidates] == ["", "Kinder. Curt: Look it up."]


@dataclass(frozen=True, kw_only=True)
class Breaking(Thinking):
    """Refuses whatever it would answer with nothing."""

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        if not self.says(messages, seed):
            raise RefusedError("Not now; try again.")
        async with aclosing(super().stream(messages, n=n, seed=seed)) as batches:
            async for batch in batches:
                yield batch


async def test_a_critique_that_just_stops_breaks_the_reply():
    class Stopping(Thinking):
        async def stream(self, messages, *, n, seed):
            async for batch in super().stream(messages, n=n, seed=seed):
                yield batch
                if messages[-1] == ASKED.criticise:
                    return

    target = ASKED.on(Stopping(replies=DRAFTS, answers=thoughts))
    assert isinstance((await target.reply(QUESTION)).error, BrokenError)


async def test_a_draft_that_breaks_goes_up_as_it_came():
    collected = await ASKED.on(Scripted(faults={"": Fault(refuse=True)})).reply(QUESTION, n=2)
    assert isinstance(collected.error, RefusedError)


@pytest.mark.parametrize(("principles", "rounds"), [((), 1), ((" ",), 1), (PRINCIPLES, 0), (PRINCIPLES, 9)])
def test_what_makes_no_sense_is_refused_in_a_sentence(principles, rounds):
    with pytest.raises(ValueError, match=r"^Critique and revise .*\.$"):
        CritiqueAndRevise(principles, rounds)


def test_the_work_is_a_draft_and_two_more_replies_a_round():
    assert ASKED.work(2) == Work(readings=5, completions=6, preamble=reading([ASKED.criticise, ASKED.revise]))
    assert CritiqueAndRevise(rounds=3).work(1).completions == 7


def test_the_card_lists_the_principles():
    card = CritiqueAndRevise(("Be brief.", "Be kind."), 2).card
    assert (card.name, card.released, card.streams) == ("critique and revise", "critique and revise", False)
    assert card.does.endswith("rewrites it, 2 times. The principles: Be brief. Be kind.")
    assert card.costs.startswith("5 replies are written")
    assert "rewrites it, once." in ASKED.card.does
    assert ASKED.on(Scripted(name="kitchen")).name == "kitchen"
