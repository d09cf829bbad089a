"""What waits for a person, over all their campaigns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.campaigns.access import present_seats
from gadfly.campaigns.models import Campaign, Seat, SeatRole, Stage
from gadfly.campaigns.queries.terms import accepts_attacks

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gadfly.attacks.models import Attack
    from gadfly.people.models import Person

NEWEST = 20
"""Attacks looked at for what is open or lately done: a page never reads the whole archive."""
WINDOW = 100
"""Attacks of one person among which those in one campaign are looked for: two conditions at once
would let the database choose the index of the whole campaign."""
LATELY = 5


@dataclass(frozen=True, slots=True)
class Job:
    """A person's part in one campaign."""

    campaign: Campaign
    role: str
    accepts: bool
    soon: bool
    current: "Attack | None"


@dataclass(frozen=True, slots=True)
class Work:
    """Everything on the first page: parts in campaigns, and attacks done lately."""

    jobs: Sequence[Job]
    finished: Sequence["Attack"]

    @property
    def current(self) -> "Sequence[Attack]":
        """The attacks that are open."""
        return [job.current for job in self.jobs if job.current and job.accepts]


def work_of(person: "Person", at: datetime) -> Work:
    """Return what waits for the person: two queries. Drafts are their leads' alone."""
    seats = present_seats(person).select_related("campaign__terms")
    shown = [seat for seat in seats.order_by("-given_at", "-pk") if _exists_for(seat)]
    attacking = {seat.campaign_id for seat in shown if seat.role == SeatRole.RED_TEAMER}
    newest = _own(person).select_related("campaign")[:NEWEST]
    attacks = [attack for attack in newest if attack.campaign_id in attacking]
    return Work(
        jobs=[_job(seat, attacks, at) for seat in shown],
        finished=[attack for attack in attacks if attack.state != "open"][:LATELY],
    )


def calls_waiting(person: "Person", at: datetime) -> int:
    """Return how many invitations wait for the person's answer: one query."""
    waiting = person.invitations.filter(state="asked", answer_by__gt=at)
    return waiting.exclude(campaign__stage=Stage.CLOSED).count()


def own_attacks_in(campaign: Campaign, person: "Person") -> "list[Attack]":
    """Return the person's newest attacks in the campaign, newest first."""
    return [attack for attack in _own(person)[:WINDOW] if attack.campaign_id == campaign.pk][:NEWEST]


def _own(person: "Person") -> "QuerySet[Attack]":
    return person.attacks.order_by("-pk")


def _exists_for(seat: Seat) -> bool:
    return seat.role == SeatRole.LEAD or seat.campaign.stage != Stage.DRAFT


def _job(seat: Seat, attacks: "Sequence[Attack]", at: datetime) -> Job:
    campaign = seat.campaign
    mine = seat.role == SeatRole.RED_TEAMER
    current = next((row for row in attacks if row.campaign_id == campaign.pk and row.state == "open"), None)
    opens = campaign.terms.opens_at if campaign.terms else None
    return Job(
        campaign=campaign,
        role=seat.role,
        accepts=accepts_attacks(campaign, at),
        soon=campaign.stage == Stage.OPEN and opens is not None and opens > at,
        current=current if mine else None,
    )
