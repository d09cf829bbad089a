"""Exposures are written with what is written anyway: one row with a message, one with a review begun."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest

from gadfly.science.care.dose import IDLE
from gadfly.wellbeing.models import Exposure, What

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

_TABLE = Exposure._meta.db_table  # noqa: SLF001 -- where Django says a table's name
_EXPOSE = f"""
    INSERT INTO {_TABLE} (person_id, campaign_id, what, subject, topics, began_at, until, seconds, folded, revealed)
    VALUES (%s, %s, 'attack', %s, '[]', %s, %s, %s, 0, 0)
"""  # noqa: E501, S608 -- the table's name is our own
_GRADE = f"UPDATE {_TABLE} SET severity = %s WHERE subject = %s"  # noqa: S608 -- likewise
"""Plain statements: the first stands on the path of every message, the second is run for an archive."""


def expose(*, person: int, campaign: int, subject: str, since: datetime, at: datetime) -> None:
    """Record that an attack's newest replies were before their author since `since`, idle time cut off.

    Runs inside a transaction of the caller's: one statement.
    """
    seconds = min(max((at - since).total_seconds(), 0.0), IDLE)
    adapted = connection.ops.adapt_datetimefield_value
    times = [adapted(since), adapted(max(at, since))]
    with connection.cursor() as cursor:
        cursor.execute(_EXPOSE, [person, campaign, subject, *times, seconds])


def grade_exposures(severities: Iterable[tuple[int | None, str]]) -> None:
    """Say how severe attacks (by key) turned out to be. Runs inside a transaction of the caller's."""
    with connection.cursor() as cursor:
        cursor.executemany(_GRADE, list(severities))


def begin_exposure(
    *,
    person: "Person",
    campaign: "Campaign",
    subject: str,
    topics: Sequence[str],
    severity: int | None,
    folded: int,
    at: datetime,
) -> None:
    """Record that an attack is shown to its reviewer from now on, so many texts folded. Again: nothing.

    Runs inside a transaction of the caller's.
    """
    facts = {"campaign": campaign, "topics": list(topics), "severity": severity, "folded": folded}
    Exposure.objects.get_or_create(
        person=person,
        what=What.REVIEW,
        subject=subject,
        defaults={**facts, "began_at": at, "until": at},
    )


def extend_exposure(*, person: int, subject: str, seconds: float, revealed: int | None, at: datetime) -> None:
    """Add the time a reviewer had an attack before them; `revealed`: the folded texts they opened so far.

    Runs inside a transaction of the caller's: one statement.
    """
    rows = Exposure.objects.filter(person=person, what=What.REVIEW, subject=subject)
    rows.update(
        seconds=F("seconds") + max(seconds, 0.0), until=at, revealed=Greatest(F("revealed"), revealed or 0)
    )
