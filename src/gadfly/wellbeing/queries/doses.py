"""How much somebody has seen, and whether and why they rest now."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from gadfly.science.care.dose import (
    DAY,
    IN_A_ROW,
    REST,
    WEEK,
    Caps,
    Showing,
    Sitting,
    begins,
    full_until,
    row_of,
    seen,
    sitting_of,
)
from gadfly.shared.prepared import ANY, Prepared
from gadfly.wellbeing.models import Cap, Exposure, What

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

LOOKED_AT = timedelta(hours=6)
"""How far back a sitting is looked for."""
HOUSE = Caps(DAY, WEEK)


@dataclass(frozen=True, slots=True)
class Rest:
    """How much the person has seen; `until`: when work goes on, None: now. `why` is a sentence."""

    sitting: Sitting
    today: float
    this_week: float
    until: datetime | None
    why: str = ""


def _showing(until: datetime, seconds: float, severity: int | None, folded: int, revealed: int) -> Showing:
    return Showing(until, seconds, seen(severity, folded, revealed))


_LATELY = Prepared(
    lambda person, since: (
        Exposure.objects.filter(person=person, until__gt=since)
        .order_by("-until", "-pk")
        .values_list("until", "seconds", "severity", "folded", "revealed")
    ),
    person=ANY,
    since=datetime.max.replace(tzinfo=UTC),
)
"""Asked before every message."""


def sitting(person: "Person | int", at: datetime) -> Sitting:
    """Return the sitting under way: one query."""
    rows = _LATELY(person=person if isinstance(person, int) else person.pk, since=at - LOOKED_AT)
    return sitting_of([_showing(*row) for row in rows], at)


def severe_row(person: "Person | int", at: datetime) -> int:
    """Return how many severe items the person reviewed last, one after the other: one query."""
    rows = Exposure.objects.filter(person=person, what=What.REVIEW).order_by("-until", "-pk")
    newest = rows.values_list("until", "seconds", "severity")[:IN_A_ROW]
    return row_of([Showing(*row) for row in newest], at)


def caps_of(person: "Person | None" = None, campaign: "Campaign | None" = None) -> Caps:
    """Return the cap of the person, or of the campaign; without one, of nobody."""
    row = Cap.objects.filter(person=person, campaign=campaign).first()
    return Caps(row.day, row.week) if row else Caps()


def rest_of(person: "Person", campaign: "Campaign | None", at: datetime) -> Rest:
    """Return whether the person is to rest, in three queries; `campaign` is where they want to work."""
    now_sitting = sitting(person, at)
    day, week = begins(at)
    here = Q(campaign=campaign) if campaign else Q(pk=None)
    sums = Exposure.objects.filter(person=person, until__gte=week).aggregate(
        day=Sum("seconds", filter=Q(until__gte=day), default=0.0),
        week=Sum("seconds", default=0.0),
        day_here=Sum("seconds", filter=here & Q(until__gte=day), default=0.0),
        week_here=Sum("seconds", filter=here, default=0.0),
    )
    minutes = {name: seconds / 60 for name, seconds in sums.items()}
    owners = Q(person=person) | (Q(campaign=campaign) if campaign else Q(pk=None))
    caps = {row.person_id is None: Caps(row.day, row.week) for row in Cap.objects.filter(owners)}
    own, lead = caps.get(False, Caps()), caps.get(True, Caps())
    whole = full_until((minutes["day"], minutes["week"]), [HOUSE, own], at)
    inside = full_until((minutes["day_here"], minutes["week_here"]), [lead], at)
    waits = {
        "You have been at this for a long time without a break.": now_sitting.goes_on,
        "You have seen as much as was set for this day or week.": whole,
        "You have seen as much of this campaign as its leads set for a day or week.": inside,
    }
    until, why = max(((t, why) for why, t in waits.items() if t and t > at), default=(None, ""))
    return Rest(now_sitting, minutes["day"], minutes["week"], until, why)


def row_until(person: "Person", at: datetime) -> datetime:
    """Return when severe items may come again after three in a row."""
    last = Exposure.objects.filter(person=person, what=What.REVIEW).order_by("-until", "-pk").first()
    return (last.until if last else at) + REST
