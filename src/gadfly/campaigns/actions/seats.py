"""Who takes part: seats given and ended, pseudonyms, agreements."""

from collections.abc import Collection
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from gadfly.campaigns.models import Agreement, Campaign, Seat, SeatRole, Terms
from gadfly.network.access import contracts_called, may_read
from gadfly.network.actions import ask_to_sign
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.people.models import Person

PSEUDONYMS = range(100_000, 1_000_000)
"""Six digits, so that they do not meet the small numbers of imported files."""


def give_seat(*, campaign: Campaign, person: "Person", role: str, at: datetime) -> Seat:
    """Give the person a seat, or the one they gave up before. Giving it again changes nothing.

    Raises Refusal to whoever holds another seat here: who attacks must not see the arms, who
    reviews must not see the author.
    """
    with durable():
        return seat_within(campaign=campaign, person=person, role=role, at=at)


def seat_within(*, campaign: Campaign, person: "Person", role: str, at: datetime) -> Seat:
    """Do the same inside the transaction of whoever needs it."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)  # two roles given at once meet here
    held = campaign.seats.filter(person=person, left_at=None).first()
    if held is not None and held.role != role:
        raise Refusal(
            f"{person.name} is here as {held.role} already, and one person has one part. End that seat first."
        )
    seat, _ = Seat.objects.get_or_create(
        campaign=campaign, person=person, role=role, defaults={"given_at": at}
    )
    if seat.left_at is not None:
        seat.left_at, seat.given_at = None, at
        seat.save(update_fields=["left_at", "given_at"])
    ask_to_sign(person=person, contracts=campaign.contracts.all(), at=at)
    return seat


def require_contracts(*, campaign: Campaign, keys: Collection[str], lead: "Person", at: datetime) -> Campaign:
    """Let the campaign exist for those alone who hold these contracts, and ask all who take part for them.

    Raises Refusal as long as the lead who asks does not hold them: they would lock themselves out.
    """
    wanted = contracts_called(keys)
    with durable():
        ask_to_sign(person=lead, contracts=wanted, at=at)
    if not may_read(lead, wanted):
        raise Refusal("Sign it yourself first: it stands under Contracts now. Then choose it again.")
    with durable():
        campaign.contracts.set(wanted)
        for seat in campaign.seats.filter(left_at=None).select_related("person"):
            ask_to_sign(person=seat.person, contracts=wanted, at=at)
    return campaign


def end_seat(*, campaign: Campaign, person: "Person", at: datetime) -> Seat | None:
    """End the person's seat and return it; None if they hold none. What they did stays.

    Raises Refusal for the last lead.
    """
    with durable():
        Campaign.objects.select_for_update().get(pk=campaign.pk)  # two leads leaving at once meet here
        present = campaign.seats.filter(left_at=None)
        seat = present.filter(person=person).first()
        if seat is None:
            return None
        if seat.role == SeatRole.LEAD and present.filter(role=SeatRole.LEAD).count() == 1:
            raise Refusal("A campaign needs a lead. Give somebody else that seat first.")
        seat.left_at = at
        seat.save(update_fields=["left_at"])
    return seat


def ensure_pseudonym(*, seat: Seat, rng: Random) -> int:
    """Return the number that stands for the person in exports, drawn at first need.

    Runs inside the transaction of whoever needs it.
    """
    if seat.pseudonym is None:
        taken = set(Seat.objects.filter(campaign=seat.campaign_id).values_list("pseudonym", flat=True))
        while seat.pseudonym is None or seat.pseudonym in taken:
            seat.pseudonym = rng.choice(PSEUDONYMS)
        seat.save(update_fields=["pseudonym"])
    return seat.pseudonym


def agree(*, person: "Person", terms: Terms, at: datetime) -> Agreement:
    """Record that the person agreed to these terms. The first time counts."""
    with durable():
        agreement, _ = Agreement.objects.get_or_create(terms=terms, person=person, defaults={"agreed_at": at})
    return agreement
