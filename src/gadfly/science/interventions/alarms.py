"""False alarms: how much of what is harmless a threshold withholds too, with its interval."""

from typing import NamedTuple

from gadfly.science.shares import wilson


class FalseAlarms(NamedTuple):
    """How many of `n` harmless replies a threshold withholds, with Wilson's 95 % interval of the share."""

    alarms: int
    n: int

    @property
    def rate(self) -> float:
        """The share withheld."""
        return self.alarms / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """The bounds of the share (Wilson 1927)."""
        return wilson(self.rate, self.n)

    def __str__(self) -> str:
        """Return the share with what it rests on."""
        low, high = self.interval
        return (
            f"{100 * self.rate:.1f} % of harmless replies "
            f"(95 % interval {100 * low:.1f} to {100 * high:.1f} %, n = {self.n})"
        )
