"""The door to campaigns and endpoints. Hidden equals absent: whoever may not, gets the 404 of nothing."""

from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from gadfly.campaigns.models import Campaign, Endpoint, Scorer, Seat, SeatRole, Stage
from gadfly.network.access import lacking
from gadfly.people.queries import guests_of
from gadfly.science.preference.store import SHIPS

if TYPE_CHECKING:
    from gadfly.people.models import Person


class Right(Enum):
    """What a person wants to do with a campaign: the seats that allow it."""

    SEE = frozenset(SeatRole)
    ATTACK = frozenset({SeatRole.RED_TEAMER})
    REVIEW = frozenset({SeatRole.REVIEWER})
    LEAD = frozenset({SeatRole.LEAD})


def present_seats(person: "Person | int") -> QuerySet[Seat]:
    """Return the seats the person has now, in drafts too.

    A campaign that names contracts exists only for those who hold them all at this moment (R22).
    """
    seats = Seat.objects.filter(person=person, left_at=None)
    return seats.exclude(campaign__contracts__in=lacking(person))


def seats_of(person: "Person | int", right: Right) -> QuerySet[Seat]:
    """Return the person's present seats that allow `right`. A draft exists for its leads alone."""
    seats = present_seats(person).filter(role__in=right.value)
    return seats if right is Right.LEAD else seats.exclude(campaign__stage=Stage.DRAFT)


def campaign_for(person: "Person", key: str, *, to: Right) -> Campaign:
    """Return the campaign if `person` may do `to`; otherwise 404, as if it did not exist."""
    seats = seats_of(person, to).filter(campaign__key=key)
    campaign = Campaign.objects.filter(pk__in=seats.values("campaign")).select_related("terms").first()
    if campaign is None:
        raise Http404
    return campaign


def campaigns_led_by(person: "Person") -> "QuerySet[Campaign]":
    """Return the campaigns that the person leads now."""
    return Campaign.objects.filter(pk__in=seats_of(person, Right.LEAD).values("campaign"))


def campaign_to_pay(person: "Person", key: str) -> Campaign:
    """Return the campaign to its leads and to any manager, for its rates, time and statements; else 404."""
    if person.office != "manager":
        return campaign_for(person, key, to=Right.LEAD)
    campaign = Campaign.objects.filter(key=key).first()
    if campaign is None:
        raise Http404
    return campaign


def newcomers_of(lead: "Person") -> "QuerySet[Person]":
    """Return whom the lead may hand a new sign-in link.

    A link is a way into an account. So it must be an account the lead's own form made, of a plain
    member, and everything it opens must be the lead's already: no seat in anybody else's campaign,
    now or before.
    """
    led = seats_of(lead, Right.LEAD).values("campaign")
    return guests_of(lead).exclude(seats__in=Seat.objects.exclude(campaign__in=led))


def endpoints_for(person: "Person") -> QuerySet[Endpoint]:
    """Return every endpoint to whoever may found campaigns; to others 404, as if there were no such page.

    Endpoints belong to the installation: each lead may need each of them.
    """
    if not person.may_found_campaigns:
        raise Http404
    return Endpoint.objects.all()


def endpoint_for(person: "Person", key: str) -> Endpoint:
    """Return the endpoint to whoever may found campaigns; otherwise 404."""
    endpoint = endpoints_for(person).filter(key=key).first()
    if endpoint is None:
        raise Http404
    return endpoint


def scorer_for(person: "Person", key: str = "") -> Scorer | None:
    """Return the scorer that was made here to whoever may found campaigns; None for one that ships.

    Scorers belong to the installation, as endpoints do. Others get 404, as for a key that nothing has.
    """
    if not person.may_found_campaigns:
        raise Http404
    row = Scorer.objects.filter(key=key).first() if key else None
    if key and row is None and key not in SHIPS:
        raise Http404
    return row
