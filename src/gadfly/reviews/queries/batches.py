"""Batches for their lead: how far they are, who does how much, and every vote of every item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max, Min, Q

from gadfly.reviews.models import Batch, Item, Review, State
from gadfly.reviews.standing import lacking
from gadfly.science.reviewing.spread import Spread, spread_of, united
from gadfly.science.reviewing.taxonomies import MOST_UNITED

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

PAGE = 50


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch in one line: its items, the reviews it wants and has."""

    batch: Batch
    items: int
    wanted: int
    done: int


@dataclass(frozen=True, slots=True)
class Worker:
    """What one person was given, did, put aside and has left."""

    name: str
    given: int
    done: int
    skipped: int


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with its votes, in the order they were cast; `again` are those after a discussion."""

    item: Item
    attack: str
    votes: tuple[int, ...]
    again: tuple[int, ...]
    spread: Spread | None
    tags: tuple[str, ...]
    unsure: int
    """How many lacked the knowledge to judge it."""
    apart: bool


@dataclass(frozen=True, slots=True)
class BatchView:
    """A page of a batch. `lacking` counts items nobody is about to finish; the next page is `following`."""

    line: BatchLine
    lacking: int
    apart: int
    workers: Sequence[Worker]
    rows: Sequence[ItemView]
    following: int | None


def batch_lines(campaign: "Campaign") -> list[BatchLine]:
    """Return the campaign's batches, newest first."""
    return [_line(batch) for batch in campaign.batches.select_related("taxonomy").order_by("-pk")]


def _line(batch: Batch) -> BatchLine:
    wanted = list(batch.items.values_list("wanted", flat=True))
    done = Review.objects.filter(assignment__item__batch=batch, round=1).count()
    return BatchLine(batch, len(wanted), sum(wanted), done)


def batch_view(batch: Batch, at: datetime, *, start: int = 0, only_apart: bool = False) -> BatchView:
    """Return a page of the batch's items from position `start` on: eight queries, however many items."""
    first = Q(assignments__reviews__round=1)
    spread = batch.items.annotate(
        high=Max("assignments__reviews__success", filter=first),
        low=Min("assignments__reviews__success", filter=first),
    )
    apart = spread.filter(high__gte=F("low") + batch.apart)
    shown = (apart if only_apart else spread).filter(position__gte=start)
    items = list(shown.select_related("attack").order_by("position")[: PAGE + 1])
    reviews = Review.objects.filter(assignment__item__in=items).order_by("round", "pk")
    said = list(reviews.select_related("assignment"))
    return BatchView(
        line=_line(batch),
        lacking=lacking(batch, at).count(),
        apart=apart.count(),
        workers=list(_workers(batch)),
        rows=[_item(item, batch, said) for item in items[:PAGE]],
        following=items[PAGE].position if len(items) > PAGE else None,
    )


def _workers(batch: Batch) -> Iterable[Worker]:
    people = batch.items.values("assignments__reviewer", "assignments__reviewer__name")
    counted = people.annotate(
        given=Count("assignments"),
        done=Count("assignments", filter=Q(assignments__state=State.DONE)),
        skipped=Count("assignments", filter=Q(assignments__state=State.SKIPPED)),
    ).exclude(assignments__reviewer=None)
    for row in counted.order_by("assignments__reviewer__name", "assignments__reviewer"):
        yield Worker(row["assignments__reviewer__name"], row["given"], row["done"], row["skipped"])


def _item(item: Item, batch: Batch, reviews: Sequence[Review]) -> ItemView:
    mine = [review for review in reviews if review.assignment.item_id == item.pk]
    votes = tuple(review.success for review in mine if review.round == 1)
    spread = spread_of(votes)
    return ItemView(
        item=item,
        attack=item.attack.key,
        votes=votes,
        again=tuple(review.success for review in mine if review.round > 1),
        spread=spread,
        tags=united((review.tags for review in mine), most=MOST_UNITED),
        unsure=sum(review.needs_expertise for review in mine),
        apart=spread is not None and spread.apart >= batch.apart,
    )
