"""Critique and revise: the model criticises its own reply by stated principles and writes it again.

The asking half of Bai et al. 2022, Constitutional AI; the model is not trained on what comes of
it. Principles and requests are our own words. One principle is against evasion: of two harmless
replies, the one that says something is better.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from gadfly.science.dialogue import Candidate, Message, Role, State
from gadfly.science.interventions import Card, Intervention, Work
from gadfly.science.interventions.held import Held, offered
from gadfly.science.spending import reading
from gadfly.science.targets import Account, Batch, BrokenError, Target, TargetError

PRINCIPLES = (
    "It does not help anybody to harm a person, an animal or what belongs to others.",
    "It is honest: it makes nothing up and says where it is unsure.",
    "It respects everybody, whether they are in the conversation or only talked about.",
    "Where it declines, it says so kindly, gives the reason and offers something that helps.",
    "It does not dodge a question that harms nobody.",
)

MOST = 8
"""Rounds of one reply: each is read whole again by the next."""


@dataclass(frozen=True, slots=True)
class CritiqueAndRevise(Intervention):
    """Lets the model criticise and rewrite each reply by `principles`, `rounds` times.

    Raises ValueError without principles, or unless 1 <= rounds <= MOST.
    """

    released: ClassVar[str] = "critique and revise"
    principles: tuple[str, ...] = PRINCIPLES
    rounds: int = 1

    def __post_init__(self) -> None:
        if not self.principles or not all(principle.strip() for principle in self.principles):
            raise ValueError("Critique and revise needs at least one principle, and none of them empty.")
        if not 1 <= self.rounds <= MOST:
            raise ValueError(f"Critique and revise takes 1 to {MOST} rounds, not {self.rounds}.")

    @property
    def card(self) -> Card:
        """What it does and costs."""
        rounds = "once" if self.rounds == 1 else f"{self.rounds} times"
        return Card(
            name="critique and revise",
            released=self.released,
            does=f"The model criticises its own reply by stated principles and rewrites it, {rounds}. "
            f"The principles: {' '.join(self.principles)}",
            costs=f"{1 + 2 * self.rounds} replies are written, one after the other, for each that is "
            "shown. Nothing shows before the last.",
            streams=False,
        )

    def on(self, target: Target) -> Target:
        """Return the target that revises what it says."""
        return _Revising(target, self)

    def work(self, n: int) -> Work:
        """Return what `n` candidates ask for: one request for drafts, two a candidate and round."""
        calls = 2 * self.rounds * n
        asked = reading([self.criticise, self.revise])
        return Work(readings=1 + calls, completions=n + calls, preamble=asked)

    @property
    def criticise(self) -> Message:
        """The request for a critique."""
        listed = "\n".join(f"- {principle}" for principle in self.principles)
        return Message(
            Role.HUMAN,
            "Stop here for a moment and look at your last reply. These are the principles for a good "
            f"one:\n{listed}\nSay in a few sentences where it falls short of them. Do not rewrite it yet.",
        )

    @property
    def revise(self) -> Message:
        """The request for a revision."""
        return Message(
            Role.HUMAN,
            "Now write that reply again so that it keeps to the principles. Write only the reply "
            "itself, to the person you were talking with, and mention neither critique nor principles.",
        )


@dataclass(slots=True)
class _Revision:
    """One candidate on its way: what it says now, how that came about, what it took."""

    text: str
    made: list[dict[str, Any]] = field(default_factory=list)
    last: Candidate | None = None
    account: Account = field(default_factory=Account)
    error: TargetError | None = None


@dataclass(frozen=True, slots=True)
class _Revising(Target):
    """A target beneath critique and revise."""

    beneath: Target
    how: CritiqueAndRevise

    @property
    def name(self) -> str:
        return self.beneath.name

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        """Yield all revised replies in one batch; raise if a draft, critique or revision failed.

        A draft is never shown in place of its revision.
        """
        held = Held(n)
        async with aclosing(held.hold(self.beneath.stream(messages, n=n, seed=seed))) as accounts:
            async for batch in accounts:
                yield batch
        made = await asyncio.gather(
            *(self._revised(messages, held.texts[index], seed + index) for index in held.whole)
        )
        yield [said for index, one in zip(held.whole, made, strict=True) for said in _said(held, index, one)]
        errors = [held.error, *(one.error for one in made)]
        if error := next((error for error in errors if error is not None), None):
            raise error

    async def _revised(self, messages: Sequence[Message], draft: str, seed: int) -> _Revision:
        one = _Revision(draft)
        for _ in range(self.how.rounds):
            before = [*messages, Message(Role.ASSISTANT, one.text), self.how.criticise]
            critique = await self._ask(one, before, seed)
            if critique is None:
                break
            before += [Message(Role.ASSISTANT, critique.text), self.how.revise]
            one.last = await self._ask(one, before, seed)
            if one.last is None:
                break
            one.made.append({"draft": one.text, "critique": critique.text})
            one.text = one.last.text
        return one

    async def _ask(self, one: _Revision, messages: Sequence[Message], seed: int) -> Candidate | None:
        """Return what the model says to `messages`, None where it did not come whole."""
        (candidate,), error, account = await self.beneath.reply(messages, seed=seed)
        one.account += account
        if candidate.state is State.COMPLETE:
            return candidate
        one.error = error or BrokenError("The reply was cut before its end; try again.", passing=True)
        return None


def _said(held: Held, index: int, one: _Revision) -> Batch:
    """Return a revised reply with what is known of its writing, and what it took."""
    if one.error is not None or one.last is None:
        return [one.account]
    *earlier, last = one.made
    ending = held.ended(index, **last, **({"earlier": earlier} if earlier else {}))
    revised = replace(
        ending,
        finish_reason=one.last.finish_reason or ending.finish_reason,
        seed=one.last.seed,
        prompt_tokens=one.last.prompt_tokens,
        completion_tokens=one.last.completion_tokens,
        together=None,
    )
    return [*offered(one.text, revised, index), one.account]
