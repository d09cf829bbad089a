"""A filter: a classifier reads each reply and puts a refusal in the place of what it finds harmful.

The classifier is a preference model with a threshold: what scores below is withheld. The threshold
is chosen by its price, the share of harmless replies that it would withhold too. What gets no score
is withheld: nobody knows it to be harmless.
"""

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from math import floor, inf, isfinite, isnan
from typing import Any, ClassVar, Self

from gadfly.science.dialogue import Message
from gadfly.science.interventions import Card, Intervention, Work
from gadfly.science.interventions.alarms import FalseAlarms
from gadfly.science.interventions.held import Held, offered
from gadfly.science.interventions.scoring import scored
from gadfly.science.preference import PreferenceModel, Reply
from gadfly.science.targets import Batch, Said, Target

SAYS = "I would rather not go into that. Is there something else I can help you with?"


@dataclass(frozen=True, slots=True)
class Filter(Intervention):
    """Says `says` in place of a reply that `classifier` scores below `threshold`.

    `false_alarms` is what the threshold was chosen by, None where it was given as a number; `clock`
    counts the seconds that scoring takes. Raises ValueError for a threshold that is no number, or
    for empty words.
    """

    released: ClassVar[str] = "filter"
    classifier: PreferenceModel
    threshold: float
    says: str = SAYS
    false_alarms: FalseAlarms | None = None
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)

    def __post_init__(self) -> None:
        if not isfinite(self.threshold):
            raise ValueError("A filter needs a finite number as its threshold.")
        if not self.says.strip():
            raise ValueError("A filter needs words to say in place of what it withholds.")

    @classmethod
    def at_false_alarm_rate(
        cls, classifier: PreferenceModel, benign: Sequence[Reply], rate: float = 0.01, says: str = SAYS
    ) -> Self:
        """Return the strictest filter that withholds at most the share `rate` of `benign`.

        Replies of equal score stand or fall together, so the share may be less; those without a score
        fall first. Raises ValueError without replies, for a rate that is not from 0 to below 1, or
        where more than that have no score.
        """
        if not benign or not 0 <= rate < 1:
            raise ValueError("A threshold needs harmless replies, and a rate from 0 to below 1.")
        scores = sorted(-inf if isnan(score) else score for score in classifier.values(benign))
        threshold = scores[floor(rate * len(scores))]
        if threshold == -inf:
            raise ValueError("A threshold needs scores: more harmless replies lack one than may be withheld.")
        alarms = FalseAlarms(sum(score < threshold for score in scores), len(scores))
        return cls(classifier, threshold, says, alarms)

    @property
    def card(self) -> Card:
        """What it does and costs."""
        alarms = self.false_alarms or "an unknown share of harmless replies"
        return Card(
            name="filter",
            released=self.released,
            does=f"A reply that {self.classifier.scorer} scores below {self.threshold:g} is replaced by "
            f"a refusal. So are {alarms}. Scores of the same scorer flatter it: measure it with another.",
            costs="One score for each reply. Nothing shows before the reply is whole.",
            streams=False,
        )

    def on(self, target: Target) -> Target:
        """Return the target whose replies are filtered."""
        return _Filtered(target, self)

    def work(self, n: int) -> Work:
        """Return what `n` candidates ask for: one reading, n replies."""
        return Work(completions=n)


@dataclass(frozen=True, slots=True)
class _Filtered(Target):
    """A target beneath a filter."""

    beneath: Target
    filter: Filter

    @property
    def name(self) -> str:
        return self.beneath.name

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        """Yield what passed, and refusals for the rest, in one batch; what was cut is never shown."""
        held = Held(n)
        async with aclosing(held.hold(self.beneath.stream(messages, n=n, seed=seed))) as accounts:
            async for batch in accounts:
                yield batch
        how = self.filter
        scores, account = await scored(held, messages, how.classifier, how.clock)
        said: list[Said] = [account]
        for index in held.whole:
            said += self._judged(held, index, scores[index])
        yield said
        if held.error is not None:
            raise held.error

    def _judged(self, held: Held, index: int, score: float | None) -> Sequence[Said]:
        found: dict[str, Any] = {"filter_score": score, "filter_scorer": self.filter.classifier.scorer}
        if score is not None and score >= self.filter.threshold:
            return offered(held.texts[index], held.ended(index, **found), index)
        ending = held.ended(index, **found, withheld=held.texts[index])
        return offered(self.filter.says, ending, index)
