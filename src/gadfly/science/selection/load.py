"""When promised hours fall due: spread evenly over the days in which they may be worked.

Nobody says on which day they work, so a month's load is an expectation and no plan.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

Month = tuple[int, int]
"""A year and a month."""


class Span(NamedTuple):
    """So many minutes on the days from `first` to `last`, both among them."""

    first: date
    last: date
    minutes: int


def load_of(spans: Iterable[Span]) -> Mapping[Month, Fraction]:
    """Return the minutes of each month, in order; they sum to what was promised, exactly.

    A span that ends before it begins falls on its first day.
    """
    months: dict[Month, Fraction] = defaultdict(Fraction)
    for span in spans:
        last = max(span.first, span.last)
        a_day = Fraction(span.minutes, (last - span.first).days + 1)
        day = span.first
        while day <= last:
            until = min(_last_of(day), last)
            months[day.year, day.month] += a_day * ((until - day).days + 1)
            day = until + timedelta(days=1)
    return dict(sorted(months.items()))


def _last_of(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(days=1)
