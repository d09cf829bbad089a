"""A break begins, and is paid."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gadfly.science.care.dose import IN_A_ROW, NUDGE, REST
from gadfly.shared.durable import durable
from gadfly.wellbeing.models import Break, Exposure
from gadfly.wellbeing.queries.doses import severe_row, sitting

if TYPE_CHECKING:
    from gadfly.people.models import Person

MINUTES = int(REST.total_seconds() // 60)


def begin_break(*, person: "Person", at: datetime) -> Break | None:
    """Record a break, paid by the campaign of what was seen last. One begun in the last 25 minutes stays.

    None where no break is due yet: resting is always allowed, and is paid from 25 minutes of a sitting
    on, or after three severe items.
    """
    with durable():
        lately = person.breaks.filter(began_at__gt=at - timedelta(minutes=NUDGE), began_at__lte=at).first()
        if lately is not None:
            return lately
        now = sitting(person, at)
        if now.last is None or not (now.nudges or severe_row(person, at) >= IN_A_ROW):
            return None
        last = Exposure.objects.filter(person=person, until=now.last).order_by("-pk")[0]
        row, _ = Break.objects.get_or_create(
            person=person,
            after=now.last,
            defaults={"campaign_id": last.campaign_id, "began_at": at, "minutes": MINUTES},
        )
    return row
