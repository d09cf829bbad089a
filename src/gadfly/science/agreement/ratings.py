"""Who said what of which item: the ratings that agreement is measured on, and the scale they are on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Level(StrEnum):
    """What may be made of the values: names, an order, or distances (Stevens 1946)."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


class Rating(NamedTuple):
    """One rater's value for one item. Ordinal and interval values are numbers, nominal ones anything."""

    item: str
    rater: str
    value: str | float


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Ratings as columns of places in `items`, `raters` and `values`, sorted by item, then by value.

    `item`, `rater` and `value` have one entry a rating. `values` are in their order.
    """

    items: tuple[str, ...]
    raters: tuple[str, ...]
    values: tuple[str | float, ...]
    item: Ints
    rater: Ints
    value: Ints

    def __len__(self) -> int:
        """Return the number of ratings."""
        return len(self.item)

    @property
    def counts(self) -> Ints:
        """How many raters gave each value to each item; shape (items, values)."""
        shape = (len(self.items), len(self.values))
        flat = np.bincount(self.item * shape[1] + self.value, minlength=shape[0] * shape[1])
        return flat.reshape(shape)

    @property
    def points(self) -> Floats:
        """The values as numbers. Raises ValueError where one is a name."""
        return np.array([float(value) for value in self.values])

    def at_least(self, threshold: float) -> "Ratings":
        """Return the ratings in two values, 0.0 below `threshold` and 1.0 from it on."""
        high = (self.points >= threshold).astype(np.int64)
        return _sorted(self.items, self.raters, (0.0, 1.0), (self.item, self.rater, high[self.value]))

    def of(self, raters: Iterable[str]) -> "Ratings":
        """Return what these raters said. Items nobody of them rated are gone, values stay."""
        known = set(raters)
        return self.where(np.array([rater in known for rater in self.raters], dtype=bool)[self.rater])

    def on(self, items: Iterable[str]) -> "Ratings":
        """Return what was said of these items."""
        known = set(items)
        return self.where(np.array([item in known for item in self.items], dtype=bool)[self.item])

    def where(self, keep: NDArray[np.bool_]) -> "Ratings":
        """Return the ratings to keep, with one entry of `keep` a rating."""
        items, item = np.unique(self.item[keep], return_inverse=True)
        raters, rater = np.unique(self.rater[keep], return_inverse=True)
        return Ratings(
            tuple(self.items[place] for place in items),
            tuple(self.raters[place] for place in raters),
            self.values,
            item,
            rater,
            self.value[keep],
        )


def ratings_of(found: Iterable[Rating], *, order: Sequence[str | float] = ()) -> Ratings:
    """Return ratings as columns; `order` names the values, else those that occur are sorted.

    Raises ValueError where a rater rates an item twice, or a value is not in the order given.
    """
    items: dict[str, int] = {}
    raters: dict[str, int] = {}
    values: dict[str | float, int] = {value: place for place, value in enumerate(order)}
    columns: tuple[list[int], list[int], list[int]] = ([], [], [])
    for item, rater, value in found:
        columns[0].append(items.setdefault(item, len(items)))
        columns[1].append(raters.setdefault(rater, len(raters)))
        columns[2].append(values.setdefault(value, len(values)))
    if order and len(values) > len(order):
        raise ValueError(f"The value {list(values)[len(order)]!r} is not in the order given.")
    item_, rater_, value_ = (np.array(column, dtype=np.int64) for column in columns)
    if len(np.unique(item_ * max(1, len(raters)) + rater_)) < len(item_):
        raise ValueError("A rater rated an item twice: keep one rating of each.")
    names = list(values) if order else sorted(values, key=_rank)
    place = {name: number for number, name in enumerate(names)}
    again = np.array([place[name] for name in values], dtype=np.int64)
    return _sorted(tuple(items), tuple(raters), tuple(names), (item_, rater_, again[value_]))


def _rank(value: str | float) -> tuple[bool, float, str]:
    return (True, 0.0, value) if isinstance(value, str) else (False, value, "")


def _sorted(
    items: tuple[str, ...],
    raters: tuple[str, ...],
    values: tuple[str | float, ...],
    columns: tuple[Ints, Ints, Ints],
) -> Ratings:
    by = np.lexsort((columns[1], columns[2], columns[0]))
    item, rater, value = (column[by] for column in columns)
    return Ratings(items, raters, values, item, rater, value)
