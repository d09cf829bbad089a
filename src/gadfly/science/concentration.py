"""How unevenly attacks lie on the people who made them. Plain counts in, plain numbers out."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

MOST = 0.8
"""What counts as most of the attacks: in Ganguli et al. 2022, 50 of about 300 people made so many."""
FEW = 0.2
"""Up to this part of the people is few."""
LEAST_PEOPLE, LEAST_ATTACKS = 5, 20
"""With fewer, nothing is uneven yet."""


class Concentration(NamedTuple):
    """How many people made how many attacks; how few made most, and the shares of the busiest one and five.

    `gini` is 0 where all made as many, and near 1 where one made all. None: it is not defined.
    """

    people: int
    attacks: int
    gini: float | None
    busiest: int
    """How few people made `MOST` of the attacks."""
    top_one: float
    top_five: float

    @property
    def is_high(self) -> bool:
        """Whether few people make most of the attacks, and there are enough to say so."""
        enough = self.people >= LEAST_PEOPLE and self.attacks >= LEAST_ATTACKS
        return enough and self.busiest <= max(1, FEW * self.people)


def concentration_of(counts: Sequence[int]) -> Concentration:
    """Return how uneven the counts are, one a person; people without an attack are none of them."""
    falling = sorted((count for count in counts if count > 0), reverse=True)
    people, attacks = len(falling), sum(falling)
    if not falling:
        return Concentration(0, 0, None, 0, 0.0, 0.0)
    ranked = sum(rank * count for rank, count in enumerate(reversed(falling), start=1))
    gini = 2 * ranked / (people * attacks) - (people + 1) / people
    busiest = next(place for place, made in enumerate(accumulate(falling), 1) if made >= MOST * attacks)
    return Concentration(people, attacks, gini, busiest, falling[0] / attacks, sum(falling[:5]) / attacks)
