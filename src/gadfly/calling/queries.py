"""Reading callings: a proposal for a lead, how its people stand, and a member's own calls and hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from gadfly.calling.access import invitations_of
from gadfly.calling.models import COMES, Calling, Invitation, State, Year
from gadfly.calling.pool import call_of, pool_for
from gadfly.calling.wish import Wish
from gadfly.campaigns.queries import newest_terms
from gadfly.network.queries import Standing, standing_of
from gadfly.science.selection import Chosen, Obstacle, Span, choose, load_of, obstacle_of, remedies
from gadfly.science.suppression import Counts, suppressed

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

FREE = "can be called"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A person of a proposed cohort: why they are on it, and who would come next."""

    standing: Standing
    chosen: Chosen
    next_best: Standing | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cohort that nobody has been asked to yet. `counts` are of the others, by what stands against them."""

    people: Sequence[Proposed]
    short: Sequence[str]
    remedies: Sequence[str]
    counts: Counts[str]


def proposal_of(campaign: "Campaign", wish: Wish, at: datetime) -> Proposal:
    """Return the cohort that fits the wish best, of those who may be called to this campaign."""
    pool = pool_for(campaign, wish, at)
    topics = newest_terms(campaign).topics
    call = call_of(wish, topics, size=wish.size, new=wish.new_among(wish.size))
    found = choose(pool.others, call, beside=pool.here)
    people = pool.people
    counts = dict.fromkeys([FREE, *map(str, Obstacle)], 0)
    for member in pool.others:
        counts[obstacle_of(member, call) or FREE] += 1
    return Proposal(
        people=[
            Proposed(people[one.name], one, people[one.next_best] if one.next_best else None)
            for one in found.chosen
        ],
        short=found.short,
        remedies=remedies(pool.others, call, found, wanted=wish.wanted),
        counts=suppressed(counts),
    )


@dataclass(frozen=True, slots=True)
class Called:
    """How the people called to a campaign stand. Who did not come is a number and no name."""

    accepted: Sequence[Invitation]
    asked: Sequence[Invitation]
    not_coming: int
    load: Mapping[date, float]
    goes_on: bool
    """Whether others are asked in place of those who do not come."""


def called_to(campaign: "Campaign") -> Called | None:
    """Return how the campaign's callings stand; None before the first one."""
    callings = list(Calling.objects.filter(campaign=campaign))
    if not callings:
        return None
    rows = list(
        Invitation.objects.filter(campaign=campaign)
        .select_related("person", "campaign__terms")
        .order_by("pk")
    )
    accepted = [row for row in rows if row.state == State.ACCEPTED]
    return Called(
        accepted=accepted,
        asked=[row for row in rows if row.state == State.ASKED],
        not_coming=sum(row.state not in COMES for row in rows),
        load=calendar(accepted),
        goes_on=any(one.stopped_at is None for one in callings),
    )


@dataclass(frozen=True, slots=True)
class Calls:
    """A member's own calls and their year, in minutes; `standing` None: nobody may call them by fit."""

    waiting: Sequence[Invitation]
    accepted: Sequence[Invitation]
    standing: Standing | None
    given: int
    taken: int
    load: Mapping[date, float]

    @property
    def left(self) -> int:
        """Minutes nobody has been promised."""
        return max(self.given - self.taken, 0)


def calls_of(person: "Person", at: datetime) -> Calls:
    """Return what waits for the person's answer, what they promised, and how their year stands."""
    rows = list(invitations_of(person))
    standing = standing_of(person)
    year = Year.objects.filter(person=person, year=at.year).first()
    accepted = [row for row in rows if row.state == State.ACCEPTED]
    return Calls(
        waiting=[row for row in rows if is_open(row, at)],
        accepted=accepted,
        standing=standing,
        given=60 * standing.hours if standing else 0,
        taken=year.taken if year else 0,
        load=calendar(accepted),
    )


def is_open(invitation: Invitation, at: datetime) -> bool:
    """Whether the person can answer now."""
    waits = invitation.state == State.ASKED and at < invitation.answer_by
    return waits and invitation.campaign.stage != "closed"


def calendar(accepted: Sequence[Invitation]) -> dict[date, float]:
    """Return the hours that fall to each month, by its first day, of promises that go on."""
    load = load_of(_span(row) for row in accepted if row.used is None)
    return {date(year, month, 1): float(minutes / 60) for (year, month), minutes in load.items()}


def _span(row: Invitation) -> Span:
    """Return from when to when the hours may be worked: to the campaign's end, or that of the year."""
    begun = row.answered_at or row.asked_at
    terms = row.campaign.terms
    end = terms.closes_at.date() if terms and terms.closes_at else date(begun.year, 12, 31)
    return Span(begun.date(), end, row.minutes)
