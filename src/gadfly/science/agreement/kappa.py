"""Fleiss' kappa: agreement beyond chance where every item has as many raters as every other."""

from typing import NamedTuple

import numpy as np

from gadfly.science.agreement.ratings import Ints


class Kappa(NamedTuple):
    """The value, None where it is not defined; then `why` is a sentence that says so."""

    value: float | None
    items: int
    raters: int | None
    why: str = ""


def fleiss_kappa(counts: Ints) -> Kappa:
    """Return Fleiss' kappa (1971, Psychological Bulletin 76:378, equation 7) of counts[item, value]."""
    sizes = np.unique(counts.sum(axis=1))
    items = len(counts)
    if not items:
        return Kappa(None, 0, None, "Fleiss' kappa is not defined: there are no ratings.")
    if len(sizes) > 1:
        why = f"items have between {sizes[0]} and {sizes[-1]} ratings, and it wants equally many for each"
        return Kappa(None, items, None, f"Fleiss' kappa is not defined: {why}.")
    raters = int(sizes[0])
    if raters < 2:  # noqa: PLR2004 -- agreement takes two
        return Kappa(None, items, raters, "Fleiss' kappa is not defined: no item has two ratings.")
    shares = counts.sum(axis=0) / counts.sum()
    by_chance = float(np.sum(shares**2))
    if counts.sum(axis=0).max() == counts.sum():
        return Kappa(None, items, raters, "Fleiss' kappa is not defined: everybody gave the same value.")
    agreed = ((counts**2).sum(axis=1) - raters) / (raters * (raters - 1))
    return Kappa((float(agreed.mean()) - by_chance) / (1 - by_chance), items, raters)
