"""What each person worked in a campaign, and what of it stands on no statement yet.

It reads when something was done and nothing else of it: no text, no rating, no check-in.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Sum

from gadfly.attacks.signs import Course, courses_in
from gadfly.ledger.models import Stint
from gadfly.reviews.times import Took, times_in
from gadfly.science import pay
from gadfly.science.pay import IDLE, Kind, Pause, Sign, shares
from gadfly.wellbeing.queries import Rested, offered_in, rested_in

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

CHECK_IN = int(IDLE.total_seconds())
"""Seconds that each check-in offered counts, answered or not: its time must not tell which."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work as the clock has it now. One that is not over waits for its end."""

    kind: Kind
    piece: str
    seconds: int
    count: int
    over: bool = True


class Clock(NamedTuple):
    """One person's time in a campaign."""

    stated: int
    """Seconds that stand on statements."""
    noted: list[Stint]
    """Rows that wait for a statement."""
    reckoned: list[Piece]
    """What the clock saw and no statement has, what is under way included."""

    @property
    def due(self) -> list[pay.Stint]:
        """What the next statement takes."""
        rows = [pay.Stint(Kind(row.kind), row.seconds, row.count) for row in self.noted]
        over = [pay.Stint(one.kind, one.seconds, one.count) for one in self.reckoned if one.over]
        return [stint for stint in [*rows, *over] if stint.seconds or stint.count]

    @property
    def kinds(self) -> dict[str, int]:
        """Seconds that no statement has, by kind."""
        totals: dict[str, int] = defaultdict(int)
        for row in self.noted:
            totals[row.kind] += row.seconds
        for one in self.reckoned:
            totals[one.kind.value] += one.seconds
        return dict(totals)


def clocks_in(campaign: "Campaign", person: int | None = None) -> Mapping[int, Clock]:
    """Return the clock of everyone who worked in the campaign, or of one person, by person: seven queries."""
    stints = Stint.objects.filter(campaign=campaign)
    if person is not None:
        stints = stints.filter(person=person)
    on_statements = stints.exclude(statement=None)
    before: dict[tuple[int, str], int] = {
        (row["person"], row["piece"]): row["all"]
        for row in on_statements.values("person", "piece").order_by().annotate(all=Sum("seconds"))
    }
    noted: dict[int, list[Stint]] = defaultdict(list)
    for stint in stints.filter(statement=None).order_by("pk"):
        noted[stint.person_id].append(stint)
    reckoned: dict[int, list[Piece]] = defaultdict(list)
    for who, piece in _pieces(campaign, person):
        fresh = _since(piece, before.get((who, piece.piece)))
        if fresh:
            reckoned[who].append(fresh)
    stated: dict[int, int] = defaultdict(int)
    for (who, _), seconds in before.items():
        stated[who] += seconds
    people = stated.keys() | noted.keys() | reckoned.keys()
    return {who: Clock(stated[who], noted[who], reckoned[who]) for who in sorted(people)}


def _since(piece: Piece, stated: int | None) -> Piece | None:
    """Return what the piece grew by since it was last stated; an attack counts for a set once."""
    if stated is None:
        return piece
    grown = piece.seconds - stated
    return replace(piece, seconds=grown, count=0) if grown > 0 else None


def _pieces(campaign: "Campaign", person: int | None) -> Iterator[tuple[int, Piece]]:
    own: dict[int, list[Course]] = defaultdict(list)
    for course in courses_in(campaign, person):
        own[course.person].append(course)
    rests: dict[int, list[Rested]] = defaultdict(list)
    for rested in rested_in(campaign, person):
        rests[rested.person].append(rested)
        length = int((rested.until - rested.began_at).total_seconds())
        yield rested.person, Piece(Kind.BREAKS, f"break {rested.number}", length, 0)
    for who, courses in own.items():
        yield from ((who, piece) for piece in _attacks(courses, rests[who]))
    for took in times_in(campaign, person):
        if took.seconds or took.preview:
            yield took.person, _review(took)
    for who, times in offered_in(campaign, person).items():
        yield who, Piece(Kind.CHECK_INS, "check-ins", times * CHECK_IN, 0)


def _review(took: Took) -> Piece:
    kind = Kind.TRAINING if took.calibration else Kind.PREVIEWS if took.declined else Kind.REVIEWS
    return Piece(kind, f"review {took.key}", ceil(took.seconds + took.preview), 0)


def _attacks(courses: Sequence[Course], rests: Iterable[Rested]) -> Iterator[Piece]:
    times = shares(
        (Sign(course.key, moment) for course in courses for moment in course.moments),
        pauses=[Pause(rested.began_at, rested.until) for rested in rests],
    )
    for course in courses:
        yield Piece(
            Kind.SKIPPED if course.skipped else Kind.ATTACKS,
            f"attack {course.key}",
            ceil(times.get(course.key, timedelta(0)).total_seconds()),
            int(course.whole),
            course.over,
        )
