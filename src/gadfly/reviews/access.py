"""The door to reviewing: one's own assignments, a batch one leads, an item one may discuss."""

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q
from django.http import Http404

from gadfly.campaigns.access import Right, seats_of
from gadfly.reviews.models import Assignment, Batch, Item, Raised

if TYPE_CHECKING:
    from gadfly.people.models import Person

T = TypeVar("T")


def assignment_for(person: "Person", key: str) -> Assignment:
    """Return the person's own assignment while they hold the reviewer's seat; otherwise 404."""
    seated = seats_of(person, Right.REVIEW).values("campaign")
    own = Assignment.objects.filter(key=key, reviewer=person, item__batch__campaign__in=seated)
    return _found(
        own.select_related("item__batch__campaign", "item__batch__taxonomy", "item__attack").first()
    )


def batch_for(person: "Person", key: str) -> Batch:
    """Return the batch to who leads its campaign; otherwise 404."""
    led = seats_of(person, Right.LEAD).values("campaign")
    return _found(
        Batch.objects.filter(key=key, campaign__in=led).select_related("campaign", "taxonomy").first()
    )


def item_for(person: "Person", key: str) -> Item:
    """Return an item under discussion to who leads its campaign or has voted on it; otherwise 404.

    Whoever has not voted must not see how others did.
    """
    led = seats_of(person, Right.LEAD).values("campaign")
    seated = seats_of(person, Right.REVIEW).values("campaign")
    voted = Assignment.objects.filter(reviewer=person, reviews__round=1).values("item")
    may = Q(batch__campaign__in=led) | Q(pk__in=voted, batch__campaign__in=seated)
    found = Item.objects.filter(may, key=key, raised=Raised.DISCUSSION)
    return _found(found.select_related("batch__campaign", "batch__taxonomy", "attack").first())


def _found(row: T | None) -> T:
    if row is None:
        raise Http404
    return row
