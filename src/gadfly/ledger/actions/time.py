"""Time that no clock sees: noted by other areas, corrected on request, and where somebody works."""

from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.ledger.models import LONGEST_REASON, Correction, Payee, Stint
from gadfly.science.pay import Kind
from gadfly.science.pay.floors import is_country
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

MOST_MINUTES = 600
OWN = "Nobody decides on their own time. Ask another lead of the campaign or a manager."


def note_time(
    *, campaign: "Campaign", person: "Person", kind: Kind, piece: str, seconds: int, at: datetime
) -> Stint:
    """Keep paid time that no clock of the campaign's work reckons, such as reading an invitation.

    `piece` is the noting area's own name for it: the same again changes nothing.
    """
    first = {"campaign": campaign, "kind": kind, "seconds": seconds, "noted_at": at}
    with durable():
        stint, _ = Stint.objects.get_or_create(person=person, piece=piece, derived=False, defaults=first)
    return stint


def say_country(*, person: "Person", country: str, at: datetime) -> Payee:
    """Keep where the person works. Statements that were drawn before keep what they were drawn by."""
    if not is_country(country):
        raise NotValid("Give the country as two capital letters, such as DE or KE.")
    with durable():
        payee, _ = Payee.objects.update_or_create(person=person, defaults={"country": country, "said_at": at})
    return payee


def ask_correction(
    *, campaign: "Campaign", person: "Person", minutes: int, reason: str, at: datetime
) -> Correction:
    """Keep by how many minutes the person's time is wrong; until that is decided, asking again amends it."""
    if not minutes or abs(minutes) > MOST_MINUTES:
        raise NotValid(f"Give the minutes to add, or with a minus those to take away, up to {MOST_MINUTES}.")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise NotValid(f"Say in 1 to {LONGEST_REASON} characters what the clock missed.")
    words = {"minutes": minutes, "reason": reason.strip(), "asked_at": at}
    with durable():
        correction, _ = Correction.objects.update_or_create(
            campaign=campaign, person=person, granted=None, defaults=words
        )
    return correction


def decide_correction(*, correction: Correction, granted: bool, by: "Person", at: datetime) -> Correction:
    """Grant or decline a correction; once decided it stays so. Raises Refusal to the person themself."""
    if by.pk == correction.person_id:
        raise Refusal(OWN)
    with durable():
        held = Correction.objects.select_for_update().get(pk=correction.pk)
        if held.granted is None:
            held.granted, held.decided_by, held.decided_at = granted, by, at
            held.save(update_fields=["granted", "decided_by", "decided_at"])
            if granted:
                Stint.objects.create(
                    campaign_id=held.campaign_id,
                    person_id=held.person_id,
                    kind=Kind.CORRECTION,
                    piece=f"correction {held.key}",
                    seconds=60 * held.minutes,
                    noted_at=at,
                )
    return held
