"""How long somebody worked, from the moments at which they gave a sign of life.

It does not know what they did between two signs: a longer silence counts as far as the idle cut-off.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

IDLE = timedelta(minutes=3)
"""Of a silence within one piece of work this much counts at most."""


class Sign(NamedTuple):
    """A moment at which somebody did something, and the piece of work they did it in."""

    piece: str
    at: datetime


def worked(signs: Iterable[Sign], *, idle: timedelta = IDLE) -> timedelta:
    """Return the time worked: no moment twice, whatever the order of the signs and however many of each.

    Within a piece of work a silence counts up to `idle`. Between two pieces it counts whole where it
    is no longer than that (the next brief is read), and not at all where it is: somebody went away.
    """
    known = sorted(set(signs))
    within = [
        (before.at, min(after.at, before.at + idle))
        for _, piece in groupby(known, key=lambda sign: sign.piece)
        for before, after in pairwise(piece)
    ]
    moments = sorted(sign.at for sign in known)
    between = [(before, after) for before, after in pairwise(moments) if after - before <= idle]
    return _covered([*within, *between])


def _covered(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """Return the length of the union of spans that do not run backwards."""
    total, reached = timedelta(0), None
    for begin, end in sorted(spans):
        start = begin if reached is None else max(begin, reached)
        if end > start:
            total, reached = total + (end - start), end
    return total
