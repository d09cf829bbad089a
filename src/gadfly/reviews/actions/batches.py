"""A batch is drawn, with everything that decided what is in it and who has it; and closed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from gadfly.reviews.bars import Bars, bars_in
from gadfly.reviews.models import Assignment, Batch, Item, Taxonomy
from gadfly.reviews.pool import pool_of, reviewers_of
from gadfly.science.reviewing.assigning import assign
from gadfly.science.reviewing.drawing import Rule, draw
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

ALONE = "At least two people need a reviewer’s seat here before anything can be drawn. Give the seats first."
NOTHING = "There is no attack to draw: none has ended, or all are in a batch. Wait for attacks to end."


@dataclass(frozen=True, slots=True)
class BatchWish:
    """What a lead asks for. `key` is the page's own name for it, so that asking twice draws once."""

    key: str
    taxonomy: Taxonomy
    rule: Rule = Rule.RANDOM
    size: int = 100
    overlap: int = 3
    everyone: int = 0
    apart: int = 2
    lease_hours: int = 72
    calibration: bool = False
    closes_at: datetime | None = None


def draw_batch(
    *,
    campaign: "Campaign",
    wish: BatchWish,
    seed: int,
    at: datetime,
    further: Bars = Bars(),  # noqa: B008 -- never changes
) -> Batch:
    """Draw the batch and give its items to reviewers. Asked again with the same key, return the first.

    Attacks in another batch of the campaign are drawn again in a calibration round only.
    Raises Refusal where there is nothing to draw or nobody to review it.
    """
    with durable():
        list(campaign.seats.select_for_update())  # two draws at once meet here
        drawn = Batch.objects.filter(campaign=campaign, key=wish.key).first()
        if drawn is not None:
            return drawn
        pool = pool_of(campaign, again=wish.calibration)
        reviewers = reviewers_of(campaign)
        if len(reviewers) < 2:  # noqa: PLR2004 -- one alone agrees with nobody
            raise Refusal(ALONE)
        if not pool:
            raise Refusal(NOTHING)
        batch = Batch.objects.create(
            campaign=campaign,
            key=wish.key,
            taxonomy=wish.taxonomy,
            rule=wish.rule,
            size=wish.size,
            overlap=wish.overlap,
            everyone=wish.size if wish.calibration else wish.everyone,
            apart=wish.apart,
            lease_hours=wish.lease_hours,
            calibration=wish.calibration,
            seed=seed,
            drawn_at=at,
            closes_at=wish.closes_at,
        )
        _fill(batch, draw(pool, rule=wish.rule, size=wish.size, rng=Random(seed)), reviewers, further)  # noqa: S311 -- repeatable on purpose
        return batch


def _fill(batch: Batch, drawn: list[int], reviewers: list[int], further: Bars) -> None:
    items = [
        Item(batch=batch, attack_id=attack, position=place, wanted=batch.overlap)
        for place, attack in enumerate(drawn)
    ]
    made = Item.objects.bulk_create(items, batch_size=500)
    bars = bars_in(batch.campaign, reviewers, further)
    plan = assign(
        drawn,
        reviewers,
        overlap=batch.overlap,
        may=bars.may,
        rng=Random(f"{batch.seed}:assigned"),  # noqa: S311 -- repeatable on purpose
        everyone=batch.everyone,
        room=bars.room,
    )
    due = batch.drawn_at + timedelta(hours=batch.lease_hours)
    Assignment.objects.bulk_create(
        (
            Assignment(item=item, reviewer_id=who, due_at=due)
            for item in made
            for who in plan.reviewers[item.attack_id]
        ),
        batch_size=500,
    )


def close_batch(*, batch: Batch, at: datetime) -> Batch:
    """Close the batch: what was said stands. Closing it again changes nothing."""
    with durable():
        Batch.objects.filter(pk=batch.pk, closed_at=None).update(closed_at=at)
        batch.refresh_from_db(fields=["closed_at"])
    return batch
