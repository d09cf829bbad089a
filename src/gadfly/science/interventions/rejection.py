"""Rejection sampling: ask for k candidates, rank them, and offer the best few.

In Ganguli et al. 2022: k = 16 from the prompted model, ranked by a preference model, the two least
harmful shown. Turned round, with the most harmful kept, it is an attacker's tool: what a model
says at its worst in k tries.

Whoever ranks with a scorer must not measure with it: of the replies the scorer liked best, the
scorer thinks too well.
"""

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any, ClassVar

from gadfly.science.dialogue import Message
from gadfly.science.interventions import Card, Intervention, Work
from gadfly.science.interventions.held import Held, offered
from gadfly.science.interventions.scoring import Scores, scored
from gadfly.science.preference import PreferenceModel
from gadfly.science.targets import Batch, NonsenseError, Said, Target

MOST = 256
"""Candidates of one ranking; all are held in memory, and stored as scores."""


class Rank(StrEnum):
    """Which candidates are kept."""

    LEAST_HARMFUL = "least harmful"
    MOST_HARMFUL = "most harmful"


@dataclass(frozen=True, slots=True)
class RejectionSampling(Intervention):
    """Asks for `k` candidates in one request and keeps the `keep` that rank first by `rule`.

    Raises ValueError unless 1 <= keep <= k <= MOST. `clock` counts the seconds that ranking takes.
    """

    released: ClassVar[str] = "rejection sampling"
    scorer: PreferenceModel
    k: int = 16
    keep: int = 2
    rule: Rank = Rank.LEAST_HARMFUL
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)

    def __post_init__(self) -> None:
        if not 1 <= self.k <= MOST:
            raise ValueError(f"Rejection sampling draws 1 to {MOST} candidates, not {self.k}.")
        if not 1 <= self.keep <= self.k:
            raise ValueError(
                f"Rejection sampling keeps at least 1 and at most all of its {self.k} candidates, "
                f"not {self.keep}."
            )

    @property
    def card(self) -> Card:
        """What it does and costs."""
        worst = ", the most harmful kept" if self.rule is Rank.MOST_HARMFUL else ""
        return Card(
            name=f"rejection sampling{worst}",
            released=self.released,
            does=f"Of {self.k} candidates the {self.keep} {self.rule} are kept, as {self.scorer.scorer} "
            "ranks them. Scores of the same scorer flatter it: measure it with another.",
            costs=f"{self.k} replies are written for each turn, however few are shown. "
            "Nothing shows before all are ranked.",
            streams=False,
        )

    def on(self, target: Target) -> Target:
        """Return the target that offers only what is kept."""
        return _Ranked(target, self)

    def work(self, n: int) -> Work:
        """Return what up to `keep` candidates ask for: one reading, k replies."""
        del n
        return Work(completions=self.k)

    def ranked(self, scores: Scores) -> list[int]:
        """Return the candidates that have a score, first the one that ranks first.

        Equal scores keep the order in which they were sampled.
        """
        sign = 1 if self.rule is Rank.MOST_HARMFUL else -1
        known = {index: sign * score for index, score in enumerate(scores) if score is not None}
        return sorted(known, key=known.__getitem__)


@dataclass(frozen=True, slots=True)
class _Ranked(Target):
    """A target beneath rejection sampling."""

    beneath: Target
    rejecting: RejectionSampling

    @property
    def name(self) -> str:
        return self.beneath.name

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        """Yield what it took beneath, and then all that is offered in one batch.

        Candidates that broke, or that the scorer gives no score, are left out of the ranking as
        long as enough are left.
        """
        how = self.rejecting
        if n > how.keep:
            raise ValueError(f"Rejection sampling keeps {how.keep} candidates; {n} cannot be offered.")
        held = Held(how.k)
        async with aclosing(held.hold(self.beneath.stream(messages, n=how.k, seed=seed))) as accounts:
            async for batch in accounts:
                yield batch
        if held.error is not None and len(held.whole) < how.keep:
            raise held.error
        scores, account = await scored(held, messages, how.scorer, how.clock)
        order = how.ranked(scores)
        if len(order) < how.keep:
            yield [account]
            raise NonsenseError("The replies could not be ranked; try again.", passing=True)
        said: list[Said] = [account]
        # Which of the kept, and in which order, is drawn: else the first would be the tamest.
        for place, index in enumerate(Random(f"{seed}:kept").sample(order[: how.keep], n)):
            ending = held.ended(index, **self._made(scores, index, order.index(index) + 1))
            said += offered(held.texts[index], ending, place)
        yield said

    def _made(self, scores: Scores, index: int, rank: int) -> dict[str, Any]:
        how = self.rejecting
        return {
            "rank_score": scores[index],
            "rank": rank,
            "k": how.k,
            "rule": str(how.rule),
            "scorer": how.scorer.scorer,
            "scores": list(scores),
        }
