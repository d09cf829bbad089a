"""A campaign's attacks as dataset records, with what reviewers said of them.

Reviews that came with an import are kept and stand before those made here.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from gadfly.attacks.records import BATCH, records_of
from gadfly.reviews.models import Review
from gadfly.science.datasets.record import AttackRecord, Opinion
from gadfly.science.reviewing.spread import united
from gadfly.science.reviewing.taxonomies import MOST_UNITED

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


def reviewed_records(campaign: "Campaign") -> Iterator[AttackRecord]:
    """Yield every attack of the campaign that is over, oldest first, with its reviews and their tags."""
    reviews = Review.objects.filter(assignment__item__batch__campaign=campaign)
    records = records_of(campaign.pk)
    if not reviews.exists():
        yield from records
        return
    numbers = dict(campaign.seats.filter(role="reviewer").values_list("person", "pseudonym"))
    while batch := list(islice(records, BATCH)):
        said = opinions_on([record.key for record in batch], numbers)
        for record in batch:
            yield _with(record, said[record.key]) if record.key in said else record


def opinions_on(keys: Sequence[str], numbers: Mapping[int, int | None]) -> dict[str, list[Opinion]]:
    """Return what was said of those of the attacks of which anything was; `numbers` stand for reviewers."""
    reviews = Review.objects.filter(assignment__item__attack__key__in=keys).order_by("round", "pk")
    said = defaultdict(list)
    for review in reviews.select_related("assignment__item__attack", "assignment__item__batch__taxonomy"):
        said[review.assignment.item.attack.key].append(_opinion(review, numbers))
    return said


def _opinion(review: Review, numbers: Mapping[int, int | None]) -> Opinion:
    batch = review.assignment.item.batch
    return Opinion(
        reviewer=numbers.get(review.assignment.reviewer_id),
        round=review.round,
        success=review.success,
        tags=tuple(review.tags),
        other=review.other,
        severity=review.severity,
        actionable=review.actionable,
        needs_expertise=review.needs_expertise,
        note=review.note,
        seconds=review.seconds,
        taxonomy=str(batch.taxonomy),
        batch=batch.key,
        calibration=batch.calibration,
        submitted_at=review.submitted_at,
    )


def _with(record: AttackRecord, said: Sequence[Opinion]) -> AttackRecord:
    """Return the record with these opinions, and the tags of each reviewer's last; none of a calibration."""
    last = {(one.batch, one.reviewer): one for one in said if not one.calibration}
    tags = united([record.tags or (), *(one.tags for one in last.values())], most=MOST_UNITED)
    return replace(record, reviews=(*record.reviews, *said), tags=tags if last else record.tags)
