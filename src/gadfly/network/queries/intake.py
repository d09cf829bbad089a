"""What the network says, which round is open, and what scorers gave."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from gadfly.network.access import conflict_of, readings_of
from gadfly.network.models import Application, Charter, Reading, Round, Stage

if TYPE_CHECKING:
    from gadfly.people.models import Person


def charter() -> Charter:
    """Return what the network says of itself; empty as long as no manager has written it."""
    return Charter.objects.first() or Charter()


def rounds(at: datetime) -> list[Round]:
    """Return the rounds that are open or to come, the next to close first."""
    ahead = Round.objects.filter(Q(closes_at=None) | Q(closes_at__gt=at))
    return list(ahead.order_by("opens_at", "pk").prefetch_related("scorers"))


def present_round(at: datetime) -> Round | None:
    """Return the round in which one may apply now."""
    return next((one for one in rounds(at) if one.opens_at <= at), None)


class Scored(NamedTuple):
    """One scorer's points for an application and their weighted mean, 0 to 5."""

    reading: Reading
    points: Sequence[tuple[str, int]]
    mean: float


def scored(application: Application) -> list[Scored]:
    """Return the scores that are in."""
    rubric = application.round.rubric
    rows = (
        application.readings.filter(scores__isnull=False).select_related("scorer").order_by("done_at", "pk")
    )
    return [_scored(row, rubric) for row in rows]


def _scored(row: Reading, rubric: Sequence[Sequence[object]]) -> Scored:
    names, weights = [str(pair[0]) for pair in rubric], [int(str(pair[1])) for pair in rubric]
    given = [int(one) for one in row.scores or ()]
    total = sum(weight * one for weight, one in zip(weights, given, strict=True))
    return Scored(row, list(zip(names, given, strict=True)), total / sum(weights))


SHOWN = 50
"""Readings that are looked up at once: of those that wait the oldest, of those done the newest."""


class Scoring(NamedTuple):
    """What waits for a scorer, what they have done, and whether more waits than is shown."""

    waiting: Sequence[Reading]
    done: Sequence[Reading]
    more: bool


def scoring_of(person: "Person") -> Scoring:
    """Return the person's readings; those with a conflict are not there."""
    rows = readings_of(person)
    waiting = rows.filter(done_at=None, application__stage=Stage.ELIGIBLE).order_by("asked_at", "pk")
    done = rows.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    first = list(waiting[: SHOWN + 1])
    return Scoring(_clear(first[:SHOWN], person), _clear(done[:SHOWN], person), len(first) > SHOWN)


def _clear(rows: Iterable[Reading], person: "Person") -> list[Reading]:
    return [row for row in rows if conflict_of(row.application, person) is None]
