"""What a batch would hold, before it is drawn: the counts a lead decides by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from gadfly.reviews.models import Assignment, Grouped
from gadfly.reviews.pool import fresh_in, reviewers_of
from gadfly.reviews.standing import UNDER_WAY

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


LOOKED = 10_000
"""Attacks looked through, newest first, so that the page does not slow down with the archive."""


@dataclass(frozen=True, slots=True)
class Able:
    """Somebody who can review: what waits for them now, how many attacks are their own, their group."""

    person: int
    key: str
    name: str
    waiting: int
    own: int
    group: str


@dataclass(frozen=True, slots=True)
class Prospect:
    """What there is to draw from, and who can review it. Missing scores and ratings are counted beside.

    `more`: there are older attacks than those counted; a draw takes from all.
    """

    pool: int
    more: bool
    scored: int
    rated: int
    arms: Sequence[tuple[str, int]]
    people: Sequence[Able]

    @property
    def groups(self) -> list[str]:
        """The names of groups there are."""
        return sorted({one.group for one in self.people if one.group})

    def each(self, size: int, overlap: int) -> float | None:
        """Return how many reviews one person would get; None where nobody can."""
        return min(size, self.pool) * overlap / len(self.people) if self.people else None


def prospect_of(campaign: "Campaign") -> Prospect:
    """Return the counts, of the newest attacks where there are many: seven queries."""
    newest = campaign.attacks.order_by("-pk").values("pk")
    more = newest[LOOKED : LOOKED + 1].exists()
    pool = fresh_in(campaign).filter(pk__in=newest[:LOOKED]) if more else fresh_in(campaign)
    arms = (
        pool.order_by()
        .values_list("arm__target__name")
        .annotate(Count("pk"), Count("score_min"), Count("success"))
    )
    rows = sorted(arms)
    own = dict(
        campaign.attacks.filter(person__in=reviewers_of(campaign))
        .order_by()
        .values_list("person")
        .annotate(Count("pk"))
    )
    seated = campaign.seats.filter(person__in=reviewers_of(campaign), role="reviewer").order_by(
        "person__name", "pk"
    )
    waiting = dict(
        Assignment.objects.filter(item__batch__campaign=campaign, item__batch__closed_at=None)
        .values_list("reviewer")
        .annotate(left=Count("pk", filter=Q(state__in=UNDER_WAY)))
    )
    groups = dict(Grouped.objects.filter(campaign=campaign).values_list("person", "name"))
    return Prospect(
        pool=sum(count for _, count, _, _ in rows),
        more=more,
        scored=sum(scored for _, _, scored, _ in rows),
        rated=sum(rated for _, _, _, rated in rows),
        arms=[(name, count) for name, count, _, _ in rows],
        people=[
            Able(
                seat.person_id,
                seat.person.key,
                seat.person.name,
                waiting.get(seat.person_id, 0),
                own.get(seat.person_id, 0),
                groups.get(seat.person_id, ""),
            )
            for seat in seated.select_related("person")
        ],
    )
