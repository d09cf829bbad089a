"""How long somebody worked, from the moments at which they gave a sign of life.

It does not know what they did between two signs: a longer silence counts as far as the idle cut-off.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

IDLE = timedelta(minutes=3)
"""Of a silence within one piece of work this much counts at most."""


class Sign(NamedTuple):
    """A moment at which somebody did something, and the piece of work they did it in."""

    piece: str
    at: datetime


def worked(signs: Iterable[Sign], *, idle: timedelta = IDLE) -> timedelta:
    """Return the time worked: no moment twice, whatever the order of the signs and however many of each."""
    return sum(shares(signs, idle=idle).values(), timedelta(0))


class Pause(NamedTuple):
    """Time that is counted elsewhere, a paid break: none of it is a silence within work."""

    begin: datetime
    end: datetime


def shares(
    signs: Iterable[Sign], *, idle: timedelta = IDLE, pauses: Sequence[Pause] = ()
) -> dict[str, timedelta]:
    """Return the time worked by piece of work; where two overlap, the one that began first has it.

    Within a piece of work a silence counts up to `idle`. Between two pieces it counts whole where it
    is no longer than that (the next brief is read), and not at all where it is: somebody went away.
    What lies in a pause counts for none.
    """
    known = sorted(set(signs))
    within = [
        _Span(before.at, min(after.at, before.at + idle), name)
        for name, piece in groupby(known, key=lambda sign: sign.piece)
        for before, after in pairwise(piece)
    ]
    in_time = sorted(known, key=lambda sign: (sign.at, sign.piece))
    between = [
        _Span(before.at, after.at, after.piece)
        for before, after in pairwise(in_time)
        if after.at - before.at <= idle
    ]
    return _covered({sign.piece for sign in known}, [*within, *between], _merged(pauses))


class _Span(NamedTuple):
    begin: datetime
    end: datetime
    piece: str


def _covered(pieces: Iterable[str], spans: Iterable[_Span], pauses: Iterable[Pause]) -> dict[str, timedelta]:
    """Return the length of the union of spans that do not run backwards, pauses left out, by piece."""
    totals, reached = dict.fromkeys(pieces, timedelta(0)), datetime.min.replace(tzinfo=UTC)
    ahead = deque(pauses)
    for span in sorted(spans):
        if span.end > reached:
            begin = max(span.begin, reached)
            while ahead and ahead[0].end <= begin:
                ahead.popleft()
            totals[span.piece] += span.end - begin - _paused(begin, span.end, ahead)
            reached = span.end
    return totals


def _merged(pauses: Iterable[Pause]) -> list[Pause]:
    """Return the pauses in order, no moment in two of them."""
    found: list[Pause] = []
    for pause in sorted(pauses):
        if found and pause.begin <= found[-1].end:
            found[-1] = Pause(found[-1].begin, max(found[-1].end, pause.end))
        else:
            found.append(pause)
    return found


def _paused(begin: datetime, end: datetime, ahead: Iterable[Pause]) -> timedelta:
    """Return how long the pauses are between two moments."""
    total = timedelta(0)
    for pause in ahead:
        if pause.begin >= end:
            break
        total += min(pause.end, end) - max(pause.begin, begin)
    return total
