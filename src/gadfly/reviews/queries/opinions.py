"""What reviewers said of one attack, round by round, for its lead: every vote, never only the majority."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from gadfly.attacks.records import opinion_of
from gadfly.reviews.records import opinions_on
from gadfly.science.datasets.record import Opinion
from gadfly.science.reviewing.spread import GRADES

if TYPE_CHECKING:
    from gadfly.attacks.models import Attack


@dataclass(frozen=True, slots=True)
class Round:
    """The opinions of one batch before or after a discussion. `batch` is empty for one elsewhere.

    `votes[g]` is how many gave success g; those who gave none are in the opinions alone.
    """

    batch: str
    again: bool
    calibration: bool
    imported: bool
    opinions: Sequence[Opinion]

    @property
    def votes(self) -> Sequence[int]:
        """How many gave each grade of success."""
        return [sum(one.success == grade for one in self.opinions) for grade in range(GRADES)]


def rounds_on(attack: "Attack") -> list[Round]:
    """Return all rounds on the attack, those that came with an import first: two queries."""
    came = [opinion_of(told) for told in attack.origin.get("reviews", ())]
    numbers = dict(attack.campaign.seats.filter(role="reviewer").values_list("person", "pseudonym"))
    here = opinions_on([attack.key], numbers).get(attack.key, [])
    return [*_rounds(came, imported=True), *_rounds(here, imported=False)]


def _rounds(opinions: Sequence[Opinion], *, imported: bool) -> list[Round]:
    def place(one: Opinion) -> tuple[str, int]:
        return one.batch, one.round

    return [
        Round(batch, number > 1, said[0].calibration, imported, said)
        for (batch, number), its in groupby(sorted(opinions, key=place), key=place)
        if (said := list(its))
    ]
