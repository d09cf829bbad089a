"""Breaks as paid time."""

from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.wellbeing.models import Break

if TYPE_CHECKING:
    from gadfly.people.models import Person


def paid_breaks(person: "Person", *, since: datetime, before: datetime) -> list[Break]:
    """Return the person's breaks that began in the time, oldest first: all of their minutes are paid."""
    rows = Break.objects.filter(person=person, began_at__gte=since, began_at__lt=before)
    return list(rows.select_related("campaign").order_by("began_at"))
