"""Pacing: replies that appear together appear as late as the slowest arm usually would.

A red teamer who could tell arms apart by how long they think would not be blind. So every reply
of a turn waits for a common delay: what the slowest arm usually takes, with a little chance.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random

REMEMBERED = 50
USUAL = 0.95
"""The share of an arm's replies that its usual time covers."""
SPREAD = 0.1
"""The common delay is stretched by up to this share, drawn for each turn."""


def usual(times: Iterable[float]) -> float:
    """Return the time, in seconds, that covers the usual share of `times`; 0 without any."""
    ranked = sorted(times)
    return ranked[min(len(ranked) - 1, int(USUAL * len(ranked)))] if ranked else 0.0


def common_delay(times: Mapping[int, Iterable[float]], rng: Random) -> float:
    """Return how many seconds after the message replies appear, whichever arm wrote them.

    `times` are recent times of each arm. One arm alone needs no delay.
    """
    if len(times) < 2:  # noqa: PLR2004 -- there must be two to tell apart
        return 0.0
    slowest = max(usual(of_arm) for of_arm in times.values())
    return slowest * (1 + SPREAD * rng.random())


@dataclass(slots=True)
class Pace:
    """Recent times of the arms of one version of terms."""

    times: dict[int, deque[float]] = field(default_factory=dict)

    def note(self, arm: int, seconds: float) -> None:
        """Remember how long an arm took."""
        self.times.setdefault(arm, deque(maxlen=REMEMBERED)).append(seconds)

    def delay(self, rng: Random) -> float:
        """Return the common delay of the next turn."""
        return common_delay(self.times, rng)
