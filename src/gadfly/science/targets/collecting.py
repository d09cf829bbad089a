"""From a target's stream to whole candidates: for the terminal, notebooks and programs."""

import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gadfly.science.dialogue import Candidate, Message, State
from gadfly.science.targets.errors import TargetError
from gadfly.science.targets.said import Account, Ending, Piece

if TYPE_CHECKING:
    from gadfly.science.targets import Target

CUT = "The reply was cut before its end."


class Collected(NamedTuple):
    """What a target answered; `error` says why candidates are interrupted, if some are."""

    candidates: tuple[Candidate, ...]
    error: TargetError | None
    account: Account


@dataclass(slots=True)
class _Growing:
    """A candidate while it comes; times in milliseconds from the request."""

    text: str = ""
    first: int | None = None
    last: int = 0
    ending: Ending | None = None

    def take(self, said: Piece | Ending, at: int) -> None:
        self.last = at
        if isinstance(said, Ending):
            self.ending = said
        else:
            self.text += said.text
            self.first = at if self.first is None else self.first

    def candidate(self, error: TargetError | None, at: int) -> Candidate:
        if self.ending is None:
            return Candidate(
                text=self.text,
                state=State.INTERRUPTED,
                first_token_ms=self.first,
                latency_ms=at,
                error=str(error or CUT),
            )
        return Candidate(
            text=self.text,
            seed=self.ending.seed,
            finish_reason=self.ending.finish_reason,
            prompt_tokens=self.ending.prompt_tokens,
            completion_tokens=self.ending.completion_tokens,
            made=self.ending.made,
            first_token_ms=self.first,
            latency_ms=self.last,
        )


async def collect(
    target: "Target",
    messages: Sequence[Message],
    *,
    n: int,
    seed: int,
    told: Callable[[Sequence[str]], None] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Collected:
    """Return `n` candidates, whole or as far as they came; a TargetError is returned, not raised.

    `told` hears of the texts as they are after each read.
    """
    began = clock()
    growing = [_Growing() for _ in range(n)]
    failure: TargetError | None = None
    account = Account()
    try:
        async with aclosing(target.stream(messages, n=n, seed=seed)) as batches:
            async for batch in batches:
                at = round(1000 * (clock() - began))
                for said in batch:
                    if isinstance(said, Account):
                        account += said
                    else:
                        growing[said.index].take(said, at)
                if told is not None:
                    told([one.text for one in growing])
    except TargetError as error:
        failure = error
    ended = round(1000 * (clock() - began))
    return Collected(tuple(one.candidate(failure, ended) for one in growing), failure, account)
