"""How long reviewers took, for the clock of their work. No vote."""

from typing import TYPE_CHECKING, NamedTuple

from gadfly.reviews.models import Assignment

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


class Took(NamedTuple):
    """An assignment's time so far, whatever became of it: what was put aside took time too."""

    key: str
    person: int
    seconds: float


def times_in(campaign: "Campaign", person: int | None = None) -> list[Took]:
    """Return the times of the campaign's assignments, or of one person's: one query."""
    taken = Assignment.objects.filter(item__batch__campaign=campaign, seconds__gt=0)
    if person is not None:
        taken = taken.filter(reviewer=person)
    return [Took(*row) for row in taken.order_by("pk").values_list("key", "reviewer", "seconds")]
