"""What can be drawn, by whom it was written, and who can review: as numbers for the science."""

from typing import TYPE_CHECKING

from gadfly.reviews.models import Item as Drawn
from gadfly.science.reviewing.drawing import Item

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


def pool_of(campaign: "Campaign", *, again: bool = False) -> list[Item]:
    """Return the campaign's attacks that ended with something said; without `again`, those in no batch."""
    ended = campaign.attacks.filter(state="ended", turn_count__gt=0)
    fresh = (
        ended
        if again
        else ended.exclude(pk__in=Drawn.objects.filter(batch__campaign=campaign).values("attack"))
    )
    return [Item(*row) for row in fresh.values_list("pk", "arm__target__name", "score_min", "success")]


def authors_in(campaign: "Campaign") -> dict[int, int]:
    """Return the author of each of the campaign's attacks; imported ones have none."""
    return dict(campaign.attacks.exclude(person=None).values_list("pk", "person"))


def reviewers_of(campaign: "Campaign") -> list[int]:
    """Return who holds a reviewer's seat now, in a fixed order."""
    seats = campaign.seats.filter(role="reviewer", left_at=None)
    return list(seats.order_by("person").values_list("person", flat=True))
