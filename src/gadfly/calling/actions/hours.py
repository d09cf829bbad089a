"""Hours of a member's year: kept at a yes, never beyond what they give, and free again where not worked."""

from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, cast

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from gadfly.calling.models import Invitation, State, Year
from gadfly.ledger.queries import worked_in
from gadfly.network.queries import standing_of
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person


def keep(*, person: "Person", minutes: int, at: datetime) -> int:
    """Keep so many minutes of the person's present year, and return which year that is.

    One conditional UPDATE decides, and the database refuses what goes beyond the year: of two
    promises made at once only as many hold as fit. Runs inside the transaction of whoever needs it.
    """
    standing = standing_of(person)
    given = 60 * standing.hours if standing else 0
    row, _ = Year.objects.get_or_create(person=person, year=at.year, defaults={"given": given})
    mine = Year.objects.filter(pk=row.pk)
    mine.filter(taken__lte=given).update(given=given)
    if not mine.filter(taken__lte=given - minutes).update(taken=F("taken") + minutes):
        row.refresh_from_db()
        left = max(given - row.taken, 0) / 60
        raise Refusal(f"You have {left:g} hours left of your year, and this takes {minutes / 60:g}.")
    return at.year


def release(*, campaign: "Campaign") -> int:
    """Free what was promised to a closed campaign and not worked; return of how many people.

    What was worked beyond the promise counts too, up to the end of the year's hours. Invitations
    that wait lapse by themselves, as nobody can answer them any more.
    """
    worked = worked_in(campaign)
    with durable():
        rows = Invitation.objects.filter(campaign=campaign, state=State.ACCEPTED, used=None)
        held = list(rows.order_by("person").select_for_update(of=("self",)))  # years are taken in one order
        for row in held:
            row.used = ceil(worked.get(row.person_id, 0) / 60)
            row.save(update_fields=["used"])
            _reckon(row)
    return len(held)


def _reckon(row: Invitation) -> None:
    """Reckon the year anew: what was worked, and what is promised still."""
    year = Year.objects.select_for_update().get(person=row.person_id, year=cast("int", row.year))
    promised = Invitation.objects.filter(person=row.person_id, year=year.year)
    taken = promised.aggregate(all=Sum(Coalesce("used", "minutes")))["all"]
    year.taken = min(year.given, taken)
    year.save(update_fields=["taken"])
