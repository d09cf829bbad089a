"""Agreement on a batch as it was last measured, for its lead and for the group that reviewed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gadfly.reviews.models import Item, Measurement, Review
from gadfly.reviews.votes import gold_in, votes_in
from gadfly.science.reviewing.spread import SUCCESS
from gadfly.shared.csvout import Cell

if TYPE_CHECKING:
    from gadfly.reviews.models import Batch


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a lead is shown: `measured` is None before the first time; `votes` is how many there are now."""

    measured: Measurement | None
    votes: int
    names: Mapping[str, str]
    golden: Sequence[Item]

    @property
    def found(self) -> Mapping[str, Any] | None:
        """All figures, None where nothing is measured or nobody had voted."""
        return None if self.measured is None else self.measured.found

    @property
    def leading(self) -> Mapping[str, Any] | None:
        """The way that conclusions go by: reviewers alone, grades in their order."""
        return None if self.found is None else self.found["ways"][0]

    @property
    def raters(self) -> Iterator[Mapping[str, Any]]:
        """The reviewers by name, each with what the rater model and the others say."""
        for rater in (self.found or {}).get("raters", ()):
            yield {**rater, "person": self.names.get(rater["name"], rater["name"])}


def agreement_on(batch: "Batch") -> Agreed:
    """Return what is known of the batch's agreement: four queries."""
    seats = batch.campaign.seats.exclude(pseudonym=None).values_list("pseudonym", "person__name")
    return Agreed(
        measured=Measurement.objects.filter(batch=batch).first(),
        votes=Review.objects.filter(assignment__item__batch=batch, round=1).count(),
        names={str(number): name for number, name in seats},
        golden=list(batch.items.exclude(gold=None).order_by("position")),
    )


def vote_rows(batch: "Batch", *, author: bool) -> Iterator[Sequence[Cell]]:
    """Yield the blind votes: item, rater, grade, success or not, the item's arm, gold value, rater's group.

    Raters are pseudonyms. The order is that in which agreement is measured.
    """
    gold = gold_in(batch)
    for vote in votes_in(batch.campaign, batch=batch, author=author):
        success = int(vote.value >= SUCCESS)
        yield vote.item, vote.rater, vote.value, success, vote.arm, gold.get(vote.item), vote.group
