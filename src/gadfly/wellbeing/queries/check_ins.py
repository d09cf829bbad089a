"""Check-ins: whether one is due, what was said for those two who may read it, and a campaign's trend."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from gadfly.science.care.trend import Block, Said, blocks_of
from gadfly.wellbeing.feelings import FEELINGS
from gadfly.wellbeing.models import CheckIn, Exposure
from gadfly.wellbeing.sealing import opened

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

TASKS = 10
"""Attacks and reviews after which a check-in is offered."""
NEWEST = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A check-in as those who may read it see it; `readable` is False where no master key opens it."""

    name: str
    contact: str
    at: datetime
    grades: Mapping[str, int]
    text: str
    readable: bool


def is_due(person: "Person") -> bool:
    """Tell whether ten tasks were shown since the last check-in, answered or not: two queries."""
    last = CheckIn.objects.filter(person=person).order_by("-at").values_list("at", flat=True).first()
    shown = Exposure.objects.filter(person=person, **({"began_at__gt": last} if last else {}))
    return shown.values("subject").distinct()[:TASKS].count() >= TASKS


def check_ins_of(person: "Person") -> list[Shown]:
    """Return the person's own, newest first."""
    return _shown(CheckIn.objects.filter(person=person))


def check_ins_for(contact: "Person") -> list[Shown]:
    """Return those that were written to this contact, newest first."""
    return _shown(CheckIn.objects.filter(contact=contact).exclude(person=contact))


def _shown(rows: QuerySet[CheckIn]) -> list[Shown]:
    newest = rows.exclude(sealed="").select_related("person", "contact").order_by("-at", "-pk")[:NEWEST]
    return [_one(row) for row in newest]


def _one(row: CheckIn) -> Shown:
    said = opened(row)
    names = (str(row.person), str(row.contact or ""))
    if said is None:
        return Shown(*names, row.at, {}, "", readable=False)
    return Shown(*names, row.at, said["grades"], said["text"], readable=True)


def trend_of(campaign: "Campaign") -> list[Block]:
    """Return how the campaign's people feel, in blocks of at least five of them, oldest first."""
    rows = CheckIn.objects.filter(campaign=campaign).exclude(sealed="").order_by("pk")
    told = [(row, opened(row)) for row in rows]
    said = [Said(row.person_id, row.at, told["grades"]) for row, told in told if told]
    return blocks_of(said, FEELINGS)
