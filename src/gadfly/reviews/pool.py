"""What can be drawn, by whom it was written, and who can review: as numbers for the science."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from gadfly.reviews.models import Item as Drawn
from gadfly.science.reviewing.drawing import Item

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gadfly.attacks.models import Attack
    from gadfly.campaigns.models import Campaign


def pool_of(campaign: "Campaign", *, again: bool = False) -> list[Item]:
    """Return the campaign's attacks that ended with something said; without `again`, those in no batch."""
    pool = _ended(campaign) if again else fresh_in(campaign)
    return [Item(*row) for row in pool.values_list("pk", "arm__target__name", "score_min", "success")]


def fresh_in(campaign: "Campaign") -> "QuerySet[Attack]":
    """Return the attacks that ended with something said and are in no batch."""
    drawn = Drawn.objects.filter(batch__campaign=campaign, attack=OuterRef("pk"))
    return _ended(campaign).exclude(Exists(drawn))


def _ended(campaign: "Campaign") -> "QuerySet[Attack]":
    return campaign.attacks.filter(state="ended", turn_count__gt=0)


def own_among(campaign: "Campaign", people: Collection[int]) -> set[tuple[int, int]]:
    """Return which of these people wrote which of the campaign's attacks: person and attack."""
    return set(campaign.attacks.filter(person__in=people).values_list("person", "pk"))


def reviewers_of(campaign: "Campaign") -> list[int]:
    """Return who holds a reviewer's seat now, in a fixed order."""
    seats = campaign.seats.filter(role="reviewer", left_at=None)
    return list(seats.order_by("person").values_list("person", flat=True))
