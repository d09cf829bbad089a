"""What every rater model returns, and the loop that finds it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from scipy.sparse import csr_array

from gadfly.science.agreement.ratings import Floats, Ratings

MOST_ROUNDS = 200
ENOUGH = 1e-4
"""A change of no parameter by more than this ends the search."""

State = TypeVar("State")


class Rater(NamedTuple):
    """A rater in a model.

    `severity` is above zero for who gives higher values than the others to the same item (on a scale
    of harm: who is stricter), in the units the model names; None where values have no order.
    `competence` lies between 0 and 1, likewise as the model names it.
    """

    name: str
    ratings: int
    severity: float | None
    competence: float


@dataclass(frozen=True, slots=True, eq=False)
class RaterModel:
    """Raters by name, and what the items look like to the model, in the order of the ratings' items.

    `settled` is false where the search ended before it had come to rest.
    """

    name: str
    severity_means: str
    competence_means: str
    raters: tuple[Rater, ...]
    items: Floats
    settled: bool


def said_of(ratings: Ratings) -> csr_array:
    """Return who said what of each item, as a matrix of ones; shape (items, raters × values)."""
    values = len(ratings.values)
    columns = ratings.rater * values + ratings.value
    shape = (len(ratings.items), len(ratings.raters) * values)
    return csr_array((np.ones(len(ratings)), (ratings.item, columns)), shape=shape)


def ratings_each(ratings: Ratings) -> list[int]:
    """Return how many ratings each rater gave."""
    return [int(count) for count in np.bincount(ratings.rater, minlength=len(ratings.raters))]


def come_to_rest(
    state: State, improved: Callable[[State], State], parameters: Callable[[State], Floats]
) -> tuple[State, bool]:
    """Improve `state` until its parameters rest; say whether they did within the rounds allowed."""
    for _ in range(MOST_ROUNDS):
        before, state = parameters(state), improved(state)
        if np.abs(parameters(state) - before).max() < ENOUGH:
            return state, True
    return state, False
