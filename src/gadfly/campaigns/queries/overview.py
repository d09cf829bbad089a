"""A campaign at a glance, for its lead.

Attacks are counted at once while they are few. Beyond that the page comes first and asks for the
numbers afterwards, so that it does not slow down with the size of the archive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q

from gadfly.campaigns.models import Agreement, Arm, Campaign, Seat, SeatRole, Terms
from gadfly.campaigns.queries.arms import open_among
from gadfly.campaigns.queries.completeness import Check, checks
from gadfly.campaigns.queries.prospect import Prospect, people_expected, prospect_of
from gadfly.campaigns.queries.scorers import breaches, reference_in
from gadfly.campaigns.queries.spread import Spread, spread_in
from gadfly.campaigns.queries.terms import newest_terms

if TYPE_CHECKING:
    from gadfly.people.models import Person

FEW = 5_000
"""Attacks that are counted within a millisecond or two."""
MARKS = 6
"""Marks and colours there are for arms; further arms begin again."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Attacks by how they stand. What is missing is counted beside, never as zero."""

    begun: int = 0
    ended: int = 0
    skipped: int = 0
    left: int = 0
    scored: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(self)))

    @property
    def open(self) -> int:
        """Attacks that go on."""
        return self.begun - self.ended - self.skipped - self.left

    @property
    def unscored(self) -> int:
        """Attacks that ended and have no score yet."""
        return max(self.ended - self.scored, 0)


@dataclass(frozen=True, slots=True)
class ArmView:
    """One arm: a target's name, its share of the assignment, and its attacks (None: not counted yet)."""

    name: str
    intervention: str
    size: str
    mark: int
    share: float
    quota: int | None
    counts: Counts | None


@dataclass(frozen=True, slots=True)
class SeatView:
    """One person's part. `agreed` is to the terms in force; None where nothing is to be agreed to."""

    person: "Person"
    role: str
    given_at: datetime
    agreed: bool | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What the lead sees first.

    `draft` is the next version, where there is one, and `prospect` what it can show. `full` tells that
    every arm has all the attacks it may have. `breaches` say where the reference scorer took part in
    an arm, as in terms older than the check. `earlier` counts attacks on arms of versions before this
    one and imported ones; `spread` says on how many people the attacks lie. Both are None while they are
    not counted.
    """

    terms: Terms
    draft: Terms | None
    checks: Sequence[Check]
    arms: Sequence[ArmView]
    earlier: Counts | None
    spread: Spread | None
    seats: Sequence[SeatView]
    full: bool
    prospect: Prospect | None
    reference: str
    breaches: Sequence[str]

    @property
    def done(self) -> int:
        """How many checks are done."""
        return sum(check.done for check in self.checks)

    @property
    def next(self) -> Check | None:
        """What to do first before it can open; None when it can."""
        return next((check for check in self.checks if check.needed and not check.done), None)

    @property
    def counts(self) -> Counts | None:
        """All attacks; None while they are not counted."""
        if self.earlier is None:
            return None
        return sum((arm.counts for arm in self.arms if arm.counts), self.earlier)


def overview_of(campaign: Campaign, at: datetime, *, counted: bool) -> Overview:
    """Return the overview: the same few queries, however many arms, people and attacks.

    `counted` asks for the numbers, however many attacks there are.
    """
    newest = newest_terms(campaign)
    terms = campaign.terms or newest
    few = not campaign.attacks.order_by()[FEW : FEW + 1].exists()
    counts = _counts(campaign) if counted or few else None
    arms = list(terms.arms.select_related("target__endpoint").order_by("pk"))
    reference = reference_in(terms)
    own = {arm.pk for arm in arms}
    return Overview(
        terms=terms,
        draft=newest if newest.frozen_at is None else None,
        checks=checks(newest, at),
        arms=_arm_views(arms, counts),
        earlier=None if counts is None else sum((n for arm, n in counts.items() if arm not in own), Counts()),
        spread=None if counts is None else spread_in(campaign),
        seats=seats_in(campaign),
        full=bool(arms) and not open_among(arms),
        prospect=prospect_of(newest, people=people_expected(newest)) if newest.frozen_at is None else None,
        reference=reference,
        breaches=list(breaches(reference, arms)),
    )


def seats_in(campaign: Campaign) -> list[SeatView]:
    """Return the present seats by role and name: one query."""
    agreed = Agreement.objects.filter(terms=campaign.terms_id, person=OuterRef("person"))
    seats = Seat.objects.filter(campaign=campaign, left_at=None).annotate(agreed=Exists(agreed))
    return [
        SeatView(
            person=seat.person,
            role=seat.role,
            given_at=seat.given_at,
            agreed=seat.agreed if campaign.terms_id and seat.role == SeatRole.RED_TEAMER else None,
        )
        for seat in seats.select_related("person").order_by("role", "person__name", "pk")
    ]


def _arm_views(arms: Sequence[Arm], counts: Mapping[int, Counts] | None) -> list[ArmView]:
    total = sum(arm.weight for arm in arms)
    return [
        ArmView(
            name=arm.target.name,
            intervention=arm.target.get_intervention_display(),
            size=arm.target.size,
            mark=index % MARKS + 1,
            share=arm.weight / total,
            quota=arm.quota,
            counts=None if counts is None else counts.get(arm.pk, Counts()),
        )
        for index, arm in enumerate(arms)
    ]


def _counts(campaign: Campaign) -> dict[int, Counts]:
    rows = (
        campaign.attacks.order_by()
        .values_list("arm")
        .annotate(
            begun=Count("pk"),
            ended=Count("pk", filter=Q(state="ended")),
            skipped=Count("pk", filter=Q(state="skipped")),
            left=Count("pk", filter=Q(state="left")),
            scored=Count("pk", filter=Q(state="ended", score_min__isnull=False)),
        )
    )
    return {arm: Counts(*numbers) for arm, *numbers in rows}
