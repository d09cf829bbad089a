"""The lines of a statement: time of each kind at the rate, and what lifts the whole to the floor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from gadfly.science.pay.floors import Floor
from gadfly.science.pay.rates import HOUR, Kind, Rate, hours_pay

TOP_UP = "top-up to the floor"


@dataclass(frozen=True, slots=True)
class Stint:
    """A piece of work that is over: its kind, its seconds, and how many attacks a set counts it as.

    Only a correction may have negative seconds.
    """

    kind: Kind
    seconds: int
    count: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """What, how long, how many, and what it is worth in minor units."""

    what: str
    seconds: int
    count: int
    amount: int


class Sum(NamedTuple):
    """A statement's time and pay. `hourly` is the effective rate, None where no time was counted."""

    seconds: int
    amount: int
    hourly: Decimal | None


def lines_of(stints: Iterable[Stint], *, rate: Rate, floor: Floor | None) -> tuple[Line, ...]:
    """Return the lines for the stints, whatever their order; for volunteers what they did, at nothing.

    Corrections that take time away lessen the other kinds from the last one on, and never a count
    of attacks; there is no negative time. Where the lines come to less than the floor for all the
    time, one more makes up the difference. Raises ValueError without a floor in the rate's currency.
    """
    totals = _totals(stints)
    lines = [
        Line(kind.value, seconds, count, 0 if rate.volunteers else rate.pay(kind, seconds, count))
        for kind, (seconds, count) in totals.items()
        if seconds or count
    ]
    if rate.volunteers:
        return tuple(lines)
    if floor is None or floor.currency != rate.currency:
        raise ValueError(f"no floor is known in {rate.currency}")
    lacks = hours_pay(floor.hourly, sum(line.seconds for line in lines)) - sum(line.amount for line in lines)
    return (*lines, Line(TOP_UP, 0, 0, lacks)) if lacks > 0 else tuple(lines)


def sum_of(lines: Sequence[Line]) -> Sum:
    """Return the time and pay of all lines, and what an hour came to."""
    seconds, amount = sum(line.seconds for line in lines), sum(line.amount for line in lines)
    return Sum(seconds, amount, Decimal(amount) * HOUR / seconds if seconds else None)


def _totals(stints: Iterable[Stint]) -> dict[Kind, tuple[int, int]]:
    """Return seconds and attacks of each kind, what corrections take away taken away."""
    seconds, counts = dict.fromkeys(Kind, 0), dict.fromkeys(Kind, 0)
    for stint in stints:
        if stint.count < 0 or (stint.seconds < 0 and stint.kind is not Kind.CORRECTION):
            raise ValueError(f"{stint.kind} of {stint.seconds} seconds, {stint.count} times")
        seconds[stint.kind] += stint.seconds
        counts[stint.kind] += stint.count
    away = -min(0, seconds[Kind.CORRECTION])
    seconds[Kind.CORRECTION] += away
    for kind in reversed(Kind):
        taken = min(away, seconds[kind])
        seconds[kind], away = seconds[kind] - taken, away - taken
    return {kind: (seconds[kind], counts[kind]) for kind in Kind}
