"""What of care is paid time: breaks, and the check-ins that were offered. No check-in is read."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count

from gadfly.wellbeing.models import Break, Exposure
from gadfly.wellbeing.queries.check_ins import TASKS

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


class Rested(NamedTuple):
    """A break: all of it is paid, whatever the person did in it."""

    number: int
    person: int
    began_at: datetime
    until: datetime


def rested_in(campaign: "Campaign", person: int | None = None) -> list[Rested]:
    """Return the breaks people had from the campaign's work, or one person's, oldest first: one query."""
    rows = Break.objects.filter(campaign=campaign, **({} if person is None else {"person": person}))
    return [
        Rested(number, who, began_at, began_at + timedelta(minutes=minutes))
        for number, who, began_at, minutes in rows.order_by("began_at", "pk").values_list(
            "pk", "person", "began_at", "minutes"
        )
    ]


def offered_in(campaign: "Campaign", person: int | None = None) -> dict[int, int]:
    """Return how many check-ins the campaign's tasks came to, by person: one query.

    One for every ten tasks. Whether it was answered is not asked here, nor how often somebody wrote.
    """
    rows = Exposure.objects.filter(campaign=campaign, **({} if person is None else {"person": person}))
    shown = rows.order_by().values_list("person").annotate(Count("subject", distinct=True))
    return {who: tasks // TASKS for who, tasks in shown if tasks >= TASKS}
