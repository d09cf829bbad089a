"""Agreement within groups of raters, as domain experts and a crowd: whether a group means the same."""

from collections.abc import Mapping

import numpy as np

from gadfly.science.agreement.bootstrap import RESAMPLES
from gadfly.science.agreement.ratings import Level, Ratings
from gadfly.science.agreement.report import Agreement, agreement_of, figure
from gadfly.science.agreement.reviews import by_group


def groups_of(
    ratings: Ratings, groups: Mapping[str, str], level: Level, *, seed: int, resamples: int = RESAMPLES
) -> dict[str, Agreement]:
    """Return how far the raters of each group agree among themselves; `groups` names a rater's.

    Each group's intervals are drawn from the same seed. Raters in no group are in none.
    """
    return {
        group: agreement_of(its, level, rng=np.random.default_rng(seed), resamples=resamples)
        for group, its in by_group(ratings, groups).items()
        if len(its)
    }


def lines_of_groups(found: Mapping[str, Agreement]) -> list[str]:
    """Return a line for each group, none wider than a terminal."""
    rows = [
        f"{group[:28]:<28} {its.n_raters:>7,} {its.n_ratings:>9,} {figure(its.alpha):>12}  {_range(its)}"
        for group, its in found.items()
    ]
    return [
        "",
        "Within groups of raters:",
        f"{'group':<28} {'raters':>7} {'ratings':>9} {'alpha':>12}",
        *rows,
    ]


def _range(its: Agreement) -> str:
    """Return the leading interval."""
    return "too few" if its.interval is None else f"{its.interval.low:.3f} to {its.interval.high:.3f}"
