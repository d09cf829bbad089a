"""How long reviewers took, for the clock of their work. No vote."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from gadfly.reviews.models import Assignment
from gadfly.science.reviewing.spread import counted

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


class Took(NamedTuple):
    """An assignment's time so far, whatever became of it: what was put aside took time too.

    `preview` is how long its description was before the person, `declined` whether they left it at that.
    """

    key: str
    person: int
    seconds: float
    preview: float
    declined: bool
    calibration: bool


def times_in(campaign: "Campaign", person: int | None = None) -> list[Took]:
    """Return the times of the campaign's assignments, or of one person's: one query."""
    taken = Assignment.objects.filter(item__batch__campaign=campaign)
    taken = taken.exclude(offered_at=None, seconds=0)
    if person is not None:
        taken = taken.filter(reviewer=person)
    facts = ("offered_at", "opened_at", "touched_at", "item__batch__calibration")
    rows = taken.order_by("pk").values_list("key", "reviewer", "seconds", *facts)
    return [
        Took(key, who, seconds, _preview(offered, opened or touched), opened is None, calibration)
        for key, who, seconds, offered, opened, touched, calibration in rows
    ]


def _preview(offered: datetime | None, left: datetime | None) -> float:
    """Return how long a description was read, idle time cut off; 0 where it still is, or never was."""
    return counted((left - offered).total_seconds()) if offered and left else 0.0
