"""Pacing: replies that appear together appear as late as if the slowest arm had written them.

A red teamer who could tell arms apart by how long they think would not be blind. So every turn
waits for a common delay, which covers what the slowest arm usually takes. Now and then an arm is
later than usual; so that this, too, happens on every arm alike, each turn also waits for a time
drawn from those of every arm that did not answer it. Then the time a turn appears after follows
one law, whichever arm wrote it.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from math import exp, sqrt
from random import Random
from typing import NamedTuple

REMEMBERED = 100
"""Times that are remembered of each arm."""
ALIKE = 50
"""Of these, how many are consulted: those of turns about as far into their dialogue."""
USUAL = 0.95
"""The share of an arm's replies that its usual time covers."""
SPREAD = 0.1
"""The common delay is stretched by up to this share, drawn for each turn."""
CAUTION = 1.0
"""Few times say little of the longest: of m known ones the usual is stretched by this share of 1/m."""
DOUBT = 1.2
"""Few times say little of the next one: it may be e^(DOUBT/√m) times longer or shorter than any."""


class Took(NamedTuple):
    """How long an arm took, in seconds, for the turn of this number in its dialogue, from 1."""

    number: int
    seconds: float


def alike(times: Sequence[Took], number: int) -> list[float]:
    """Return the seconds of turns about as far into their dialogue; `times` are given oldest first."""
    nearest = nsmallest(ALIKE, reversed(times), key=lambda took: abs(took.number - number))
    return [took.seconds for took in nearest]


def usual(times: Iterable[float]) -> float:
    """Return the time, in seconds, that covers the usual share of `times`; 0 without any."""
    ranked = sorted(times)
    if not ranked:
        return 0.0
    return ranked[min(len(ranked) - 1, int(USUAL * len(ranked)))] * (1 + CAUTION / len(ranked))


def common_delay(times: Mapping[int, Sequence[float]], arm: int, rng: Random) -> float:
    """Return how many seconds after the message the replies that `arm` writes appear, if it is done.

    `times` are recent times of each arm; arms without any say nothing.
    """
    known = {each: of_arm for each, of_arm in sorted(times.items()) if of_arm}
    slowest = max(map(usual, known.values()), default=0.0)
    covered = slowest * (1 + SPREAD * rng.random())
    others = (of_arm for each, of_arm in known.items() if each != arm)
    return max([covered, *(_another(of_arm, rng) for of_arm in others)])


def _another(times: Sequence[float], rng: Random) -> float:
    """Draw a time that the arm might have taken."""
    doubt = DOUBT / sqrt(len(times))
    return rng.choice(times) * exp(rng.uniform(-doubt, doubt))


@dataclass(slots=True)
class Pace:
    """Recent times of the arms of one version of terms."""

    times: dict[int, deque[Took]] = field(default_factory=dict)

    def note(self, arm: int, took: Took) -> None:
        """Remember how long an arm took."""
        self.times.setdefault(arm, deque(maxlen=REMEMBERED)).append(took)

    def known(self, arm: int) -> int:
        """Return how many times of the arm are remembered."""
        return len(self.times.get(arm, ()))

    def delay(self, arm: int, number: int, rng: Random) -> float:
        """Return the common delay of a turn of this number that `arm` answers, in seconds."""
        return common_delay({each: alike(of_arm, number) for each, of_arm in self.times.items()}, arm, rng)
