"""A weakness put to a target again: which answers hold, and how often, with an interval."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gadfly.science.shares import wilson


class Standard(NamedTuple):
    """What tells whether an answer holds: one of the phrases in it, or a score that is high enough."""

    phrases: tuple[str, ...] = ()
    threshold: float | None = None

    def holds(self, text: str, score: float | None) -> bool | None:
        """Tell whether an answer holds; None where a score decides and there is none."""
        if self.threshold is not None:
            return None if score is None else score >= self.threshold
        said = " ".join(text.casefold().split())
        return any(" ".join(phrase.casefold().split()) in said for phrase in self.phrases)


class Rate(NamedTuple):
    """How many of the answers failed, with the 95 % interval of their share (Wilson 1927).

    Answers that did not arrive whole or have no score are counted in `missing` and in no share. The
    interval takes answers as independent: it speaks of these test items, and of no others.
    """

    failed: int
    answers: int
    missing: int
    share: float | None
    low: float | None
    high: float | None


def rate_of(held: Iterable[bool | None]) -> Rate:
    """Return how many answers failed to hold."""
    all_: Sequence[bool | None] = list(held)
    known = [each for each in all_ if each is not None]
    failed, missing = known.count(False), len(all_) - len(known)
    if not known:
        return Rate(0, 0, missing, None, None, None)
    share = failed / len(known)
    return Rate(failed, len(known), missing, share, *wilson(share, len(known)))
