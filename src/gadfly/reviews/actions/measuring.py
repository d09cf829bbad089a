"""Agreement on a batch is asked for by its lead and measured by a worker; and gold items are marked."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.reviews.models import Batch, Item, Measurement
from gadfly.reviews.votes import AUTHOR, Vote, gold_in, votes_in
from gadfly.science.reviewing.spread import GRADES
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid

if TYPE_CHECKING:
    from gadfly.science.agreement import Ratings


def ask_measurement(*, batch: Batch, at: datetime) -> Measurement:
    """Have the agreement on the batch measured. What was found before stands until then."""
    with durable():
        asked, _ = Measurement.objects.update_or_create(batch=batch, defaults={"asked_at": at})
    return asked


def measure(*, batch: int, at: datetime, resamples: int | None = None) -> Measurement:
    """Measure how far the votes of the batch agree as they are now, and keep it.

    `resamples` are for intervals; None: as many as the command takes.
    """
    from gadfly.science.agreement.bootstrap import RESAMPLES  # noqa: PLC0415 -- scipy, which only a worker needs
    from gadfly.science.agreement.counting import counted  # noqa: PLC0415 -- likewise

    of = Batch.objects.select_related("campaign").get(pk=batch)
    votes = votes_in(of.campaign, batch=of, author=True)
    found = counted(
        _ratings(votes),
        author=AUTHOR,
        arms={vote.item: vote.arm for vote in votes},
        groups={vote.rater: vote.group for vote in votes if vote.group},
        gold={item: float(value) for item, value in gold_in(of).items()},
        resamples=resamples or RESAMPLES,
    )
    with durable():
        kept, _ = Measurement.objects.get_or_create(batch=of, defaults={"asked_at": at})
        kept.found, kept.measured_at = found, at
        kept.votes = sum(vote.rater != AUTHOR for vote in votes)
        kept.save(update_fields=["found", "measured_at", "votes"])
    return kept


def _ratings(votes: Iterable[Vote]) -> "Ratings":
    from gadfly.science.agreement import Rating, ratings_of  # noqa: PLC0415 -- likewise

    return ratings_of(Rating(vote.item, vote.rater, float(vote.value)) for vote in votes)


def mark_gold(*, batch: Batch, position: int, value: int | None) -> Item:
    """Say what success the item at `position` truly has; None: that is not known.

    Raises NotValid where there is no such item, or for no grade.
    """
    if value is not None and not 0 <= value < GRADES:
        raise NotValid("A gold value is a grade from 0 to 4.")
    with durable():
        item = batch.items.select_for_update().filter(position=position).first()
        if item is None:
            raise NotValid("The batch has no item of this number. Take one from the table.")
        item.gold = value
        item.save(update_fields=["gold"])
    return item
