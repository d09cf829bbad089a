"""How much somebody has seen: in one sitting, a day, a week; when to rest, and what comes next.

A sitting lasts until ten minutes pass in which nothing is seen. Of a collapsed text that was not
revealed nothing was seen. What severity is not known counts, for the hard stop, as severe.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from gadfly.science.care.limits import SEVERE

REST = timedelta(minutes=10)
"""The pause that ends a sitting."""
NUDGE, STOP_SEVERE, STOP = 25, 60, 90
"""Minutes of a sitting after which a break is suggested, and work stops: of severe content, of any."""
DAY, WEEK = 240, 1200
"""Minutes a day and a week that nobody exceeds; a person or a campaign may set fewer."""
IN_A_ROW = 3
"""Severe items one after the other, at most."""
IDLE = 180.0
"""Seconds without a sign of life that are counted at most."""


class Showing(NamedTuple):
    """Something was seen: until when, for how many seconds, how severe (None: not known)."""

    until: datetime
    seconds: float
    severity: int | None = None

    @property
    def severe(self) -> bool:
        """Whether it counts as severe for the hard stop."""
        return self.severity is None or self.severity >= SEVERE


def seen(severity: int | None, folded: int, revealed: int) -> int | None:
    """Return how severe what was seen is: while no collapsed text was revealed, not severe."""
    if folded and not revealed:
        return SEVERE - 1 if severity is None else min(severity, SEVERE - 1)
    return severity


class Sitting(NamedTuple):
    """Minutes of one sitting, those of severe content, and when its last showing ended."""

    minutes: float
    severe: float
    last: datetime | None

    @property
    def nudges(self) -> bool:
        """Whether a break is due, though not required."""
        return self.minutes >= NUDGE

    @property
    def goes_on(self) -> datetime | None:
        """When work goes on after the hard stop; None where there is none."""
        if self.last is not None and (self.severe >= STOP_SEVERE or self.minutes >= STOP):
            return self.last + REST
        return None


def sitting_of(showings: Sequence[Showing], at: datetime) -> Sitting:
    """Return the sitting under way. `showings` stand newest first, by when they ended."""
    total = severe = 0.0
    after, last = at, None
    for shown in showings:
        if after - shown.until >= REST:
            break
        last = last or shown.until
        total += shown.seconds / 60
        severe += shown.seconds / 60 if shown.severe else 0.0
        after = min(after, shown.until - timedelta(seconds=shown.seconds))
    return Sitting(total, severe, last)


def row_of(showings: Sequence[Showing], at: datetime) -> int:
    """Return how many severe items came last, one after the other, in the sitting under way; newest first.

    Only those known to be severe: an archive that no scorer has seen yet can still be read, folded.
    """
    row, after = 0, at
    for shown in showings:
        if after - shown.until >= REST or shown.severity is None or shown.severity < SEVERE:
            break
        row, after = row + 1, shown.until
    return row


def begins(at: datetime) -> tuple[datetime, datetime]:
    """Return when the day and the week of `at` began: at midnight, on Monday, of its own time zone."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return day, day - timedelta(days=day.weekday())


class Caps(NamedTuple):
    """Minutes a day and a week at most; None: no cap of this kind."""

    day: int | None = None
    week: int | None = None


def full_until(seen: tuple[float, float], caps: Sequence[Caps], at: datetime) -> datetime | None:
    """Return when one may go on whose minutes of the day and the week are `seen`; None: now."""
    day, week = begins(at)
    if any(cap.week is not None and seen[1] >= cap.week for cap in caps):
        return week + timedelta(days=7)
    if any(cap.day is not None and seen[0] >= cap.day for cap in caps):
        return day + timedelta(days=1)
    return None


def next_of(severe: Sequence[bool], row: int) -> int | None:
    """Return the place of what comes next in a queue, where `row` severe items came last in a row.

    It is the first; after three severe ones the first that is not. None: only severe ones are left,
    and a rest has to come between.
    """
    if row < IN_A_ROW:
        return 0 if severe else None
    return next((place for place, is_severe in enumerate(severe) if not is_severe), None)
