"""Ratings with planted raters, for tests: what each item is, how each rater leans and errs."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from gadfly.science.agreement import Rating, Ratings, ratings_of


class Planted(NamedTuple):
    ratings: Ratings
    severity: np.ndarray
    error: np.ndarray
    items: np.ndarray


def planted(items: int, raters: int, each: int, *, seed: int = 5) -> Planted:
    """Grades 0–4 of `each` raters an item: item + severity + error, cut into grades."""
    rng = np.random.default_rng(seed)
    place = rng.normal(size=items)
    severity, error = rng.normal(0, 0.7, raters), np.exp(rng.normal(0, 0.5, raters))
    who = np.argsort(rng.random((items, raters)), axis=1)[:, :each]
    said = place[:, None] + severity[who] + error[who] * rng.normal(size=(items, each))
    grades = np.clip(np.round(2 + said), 0, 4)
    return Planted(made(who, grades), severity, error, place)


def made(who: np.ndarray, grades: np.ndarray) -> Ratings:
    """Ratings by rater `who`, one row an item."""
    return ratings_of(
        Rating(f"i{item:06}", f"r{rater:03}", float(grade))
        for item, (raters, row) in enumerate(zip(who, grades, strict=True))
        for rater, grade in zip(raters, row, strict=True)
    )


@st.composite
def tables(draw: st.DrawFn, least: int = 2) -> list[Rating]:
    """A few ratings, some missing, of which one item at least has a pair."""
    raters = draw(st.integers(2, 5))
    values = st.none() | st.integers(0, 4).map(float)
    rows = draw(st.lists(st.lists(values, min_size=raters, max_size=raters), min_size=least, max_size=12))
    rows[0] = [1.0, 2.0, *rows[0][2:]]
    return [
        Rating(f"i{item:02}", f"r{rater}", value)
        for item, row in enumerate(rows)
        for rater, value in enumerate(row)
        if value is not None
    ]
