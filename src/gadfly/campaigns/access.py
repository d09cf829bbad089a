"""The door to campaigns. Hidden equals absent: whoever may not, gets the 404 of what does not exist."""

from enum import Enum

from django.http import Http404

from gadfly.campaigns.models import Campaign, SeatRole, Stage
from gadfly.people.models import Person


class Right(Enum):
    """What a person wants to do with a campaign: the seats that allow it."""

    SEE = frozenset(SeatRole)
    ATTACK = frozenset({SeatRole.RED_TEAMER})
    REVIEW = frozenset({SeatRole.REVIEWER})
    LEAD = frozenset({SeatRole.LEAD})


def campaign_for(person: Person, key: str, *, to: Right) -> Campaign:
    """Return the campaign if `person` may do `to`; otherwise 404, as if it did not exist.

    A draft exists for its leads alone.
    """
    seated = Campaign.objects.filter(
        key=key, seats__person=person, seats__role__in=to.value, seats__left_at=None
    )
    if to is not Right.LEAD:
        seated = seated.exclude(stage=Stage.DRAFT)
    campaign = seated.select_related("terms").distinct().first()
    if campaign is None:
        raise Http404
    return campaign
