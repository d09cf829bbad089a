"""A break begins, and is paid."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gadfly.science.care.dose import IN_A_ROW, NUDGE, REST
from gadfly.shared.durable import durable
from gadfly.wellbeing.models import Break
from gadfly.wellbeing.queries.doses import severe_row, sitting

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

MINUTES = int(REST.total_seconds() // 60)


def begin_break(*, person: "Person", campaign: "Campaign | None", at: datetime) -> Break | None:
    """Record a paid break. One under way, or begun within the last 25 minutes, is returned as it is.

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
        row, _ = Break.objects.get_or_create(
            person=person,
            after=now.last,
            defaults={"campaign": campaign, "began_at": at, "minutes": MINUTES},
        )
    return row
