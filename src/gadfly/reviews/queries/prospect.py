"""What a batch would hold, before it is drawn: the counts a lead decides by."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from gadfly.reviews.models import Assignment
from gadfly.reviews.pool import authors_in, pool_of, reviewers_of
from gadfly.reviews.standing import UNDER_WAY

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class Able:
    """Somebody who can review: how much waits for them now, how many attacks are their own."""

    name: str
    waiting: int
    own: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """What there is to draw from, and who can review it. Missing scores and ratings are counted beside."""

    pool: int
    scored: int
    rated: int
    arms: Sequence[tuple[str, int]]
    people: Sequence[Able]

    def each(self, size: int, overlap: int) -> float | None:
        """Return how many reviews one person would get; None where nobody can."""
        return min(size, self.pool) * overlap / len(self.people) if self.people else None


def prospect_of(campaign: "Campaign") -> Prospect:
    """Return the counts: four queries."""
    pool = pool_of(campaign)
    own = Counter(authors_in(campaign).values())
    seated = campaign.seats.filter(person__in=reviewers_of(campaign), role="reviewer").order_by(
        "person__name", "pk"
    )
    waiting = dict(
        Assignment.objects.filter(item__batch__campaign=campaign, item__batch__closed_at=None)
        .values_list("reviewer")
        .annotate(left=Count("pk", filter=Q(state__in=UNDER_WAY)))
    )
    return Prospect(
        pool=len(pool),
        scored=sum(item.score is not None for item in pool),
        rated=sum(item.rated is not None for item in pool),
        arms=sorted(Counter(str(item.arm) for item in pool).items()),
        people=[
            Able(seat.person.name, waiting.get(seat.person_id, 0), own[seat.person_id])
            for seat in seated.select_related("person")
        ],
    )
