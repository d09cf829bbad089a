"""How a batch stands: whether it is open, and which items nobody is about to finish."""

from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from gadfly.reviews.models import Batch, Item, Raised, State
from gadfly.reviews.pool import reviewers_of

UNDER_WAY = (State.WAITING, State.OPEN)
UNDO = timedelta(seconds=10)
"""How long a submitted review can be taken back."""


def is_open(batch: Batch, at: datetime) -> bool:
    """Tell whether reviews are taken: neither its lead nor its date has closed the batch."""
    return batch.closed_at is None and (batch.closes_at is None or batch.closes_at > at)


def lacking(batch: Batch, at: datetime) -> QuerySet[Item]:
    """Return the items that nobody is about to give the reviews they lack, those that lack most first."""
    live = Count("assignments", filter=_alive(batch, at), distinct=True)
    short = batch.items.exclude(raised=Raised.DISCUSSION).annotate(live=live).filter(live__lt=F("wanted"))
    return short.order_by("live", "position")


def _alive(batch: Batch, at: datetime) -> Q:
    """Return what is true of an item's assignment that has given, or may yet give, a review."""
    under_way = Q(
        assignments__state__in=UNDER_WAY,
        assignments__due_at__gt=at,
        assignments__reviewer__in=reviewers_of(batch.campaign),
    )
    return under_way | Q(assignments__state=State.DONE)
