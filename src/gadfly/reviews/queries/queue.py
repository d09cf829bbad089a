"""A reviewer's page: what waits, what was done, what can still be changed or taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gadfly.reviews.models import Assignment, Batch, Measurement, Raised, State
from gadfly.reviews.standing import UNDER_WAY, UNDO, is_open, lacking

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

NEWEST = 50
"""Own reviews listed at most, newest first."""


@dataclass(frozen=True, slots=True)
class BatchWork:
    """A batch as one reviewer sees it. `more`: others' items that may be taken over once the own are done."""

    batch: Batch
    open: bool
    done: int
    left: int
    begun: int
    more: bool
    own: Sequence[Assignment]
    talks: Sequence[Assignment]
    together: Mapping[str, Any] | None = None
    """How far the group agreed in a calibration round that is over, for those who took part."""

    @property
    def total(self) -> int:
        """How many there are for the person: done and left."""
        return self.done + self.left


def queue_of(person: "Person", campaign: "Campaign", at: datetime) -> list[BatchWork]:
    """Return the campaign's batches for the reviewer, newest first: four queries a batch."""
    batches = campaign.batches.select_related("campaign", "taxonomy").order_by("-pk")
    return [work_in(batch, person, at) for batch in batches]


def work_in(batch: Batch, person: "Person", at: datetime) -> BatchWork:
    """Return what one batch holds for the reviewer."""
    mine = Assignment.objects.filter(item__batch=batch, reviewer=person).select_related("item")
    rows = list(mine.order_by("item__position"))
    open_now = is_open(batch, at)
    left = sum(row.state in UNDER_WAY for row in rows)
    done = [row for row in rows if row.state == State.DONE]
    return BatchWork(
        batch=batch,
        open=open_now,
        done=len(done),
        left=left,
        begun=sum(row.state == State.OPEN for row in rows),
        more=open_now and not left and lacking(batch, at).exclude(assignments__reviewer=person).exists(),
        own=[row for row in rows if row.state in {State.DONE, State.SKIPPED}][-NEWEST:],
        talks=[row for row in done if row.item.raised == Raised.DISCUSSION],
        together=_together(batch) if batch.calibration and done and not open_now else None,
    )


def _together(batch: Batch) -> Mapping[str, Any] | None:
    """Return the group's figures as the worker found them; no person's own are among them."""
    found = Measurement.objects.filter(batch=batch).values_list("found", flat=True).first()
    return {"leading": found["ways"][0], "votes": found["votes"]} if found else None


def takes_back(person: "Person", campaign: "Campaign", key: str, at: datetime) -> Assignment | None:
    """Return the own assignment of this key if its review can still be taken back."""
    own = Assignment.objects.filter(key=key, reviewer=person, item__batch__campaign=campaign)
    return own.filter(state=State.DONE, reviews__submitted_at__gt=at - UNDO).first()
