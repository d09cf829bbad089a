"""Agreement on a batch of reviews in every way one may count it, as plain values that can be kept.

Each way is what `gadfly agreement` prints for the same votes in the same order with the same seed.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from gadfly.science.agreement.alpha import alpha
from gadfly.science.agreement.bootstrap import RESAMPLES, Over, interval
from gadfly.science.agreement.gold import majority
from gadfly.science.agreement.kappa import fleiss_kappa
from gadfly.science.agreement.raters import fit
from gadfly.science.agreement.ratings import Level, Ratings
from gadfly.science.agreement.report import TENTATIVE, verdict
from gadfly.science.agreement.reviews import SUCCESS, by_arm, by_group

SEED = 0
"""Of the resamples: the command's own, unless it is told another."""


class Way(NamedTuple):
    """One way to count votes: in grades or as success or not, and what is made of their order."""

    level: Level
    in_two: bool


WAYS = (Way(Level.ORDINAL, in_two=False), Way(Level.NOMINAL, in_two=False), Way(Level.NOMINAL, in_two=True))


def counted(
    ratings: Ratings,
    *,
    author: str,
    arms: Mapping[str, str],
    groups: Mapping[str, str],
    gold: Mapping[str, float],
    resamples: int = RESAMPLES,
) -> dict[str, Any] | None:
    """Return all figures of a batch; None where no reviewer has voted.

    `author` is the rater that stands for self-reports: out of every figure but those that say so.
    `arms` names each item's arm, `groups` the group of raters who are in one, `gold` the true value of
    items where it is known.
    """
    votes = ratings.of(rater for rater in ratings.raters if rater != author)
    if not len(votes):
        return None
    ways = [
        {"with_author": kept is ratings, **way._asdict(), **_way(kept, way, resamples)}
        for kept in (votes, ratings)
        for way in WAYS
    ]
    return {
        "ways": ways,
        "votes": [[int(value), count] for value, count in zip(votes.values, _totals(votes), strict=True)],
        "arms": [
            {"arm": arm, **figures(its, Level.ORDINAL, resamples)}
            for arm, its in by_arm(votes, arms).items()
            if len(its)
        ],
        "groups": [
            {"group": group, **figures(its, Level.ORDINAL, resamples)}
            for group, its in by_group(votes, groups).items()
            if len(its)
        ],
        "raters": _raters(votes),
        "gold": majority(votes, gold)._asdict() if gold else None,
    }


def _way(ratings: Ratings, way: Way, resamples: int) -> dict[str, Any]:
    return figures(ratings.at_least(SUCCESS) if way.in_two else ratings, way.level, resamples)


def figures(ratings: Ratings, level: Level, resamples: int = RESAMPLES) -> dict[str, Any]:
    """Return kappa and alpha with its intervals, what they rest on, and what may be concluded."""
    rng = np.random.default_rng(SEED)
    value, kappa = alpha(ratings, level), fleiss_kappa(ratings.counts)
    intervals = {over: interval(ratings, level, over, rng=rng, resamples=resamples) for over in Over}
    low = next((found.low for over in (Over.BOTH, *Over) if (found := intervals[over])), None)
    least = value if low is None else low
    return {
        "items": len(ratings.items),
        "raters": len(ratings.raters),
        "ratings": len(ratings),
        "alpha": value,
        "intervals": {
            over.value: None if found is None else [found.low, found.high]
            for over, found in intervals.items()
        },
        "kappa": kappa.value,
        "why": kappa.why,
        "verdict": verdict(value, low),
        "enough": least is not None and least >= TENTATIVE,
    }


def _totals(votes: Ratings) -> list[int]:
    totals: list[int] = votes.counts.sum(axis=0).tolist()
    return totals


def _raters(votes: Ratings) -> list[dict[str, Any]]:
    """Return each rater's number of votes, severity and competence, and alpha among the others."""
    model = fit(votes, Level.ORDINAL)
    known = {} if model is None else {rater.name: rater for rater in model.raters}
    given = np.bincount(votes.rater, minlength=len(votes.raters)).tolist()
    return [
        {
            "name": name,
            "votes": count,
            "severity": known[name].severity if name in known else None,
            "competence": known[name].competence if name in known else None,
            "without": _alpha_of(votes.of(other for other in votes.raters if other != name)),
        }
        for name, count in zip(votes.raters, given, strict=True)
    ]


def _alpha_of(ratings: Ratings) -> float | None:
    return alpha(ratings, Level.ORDINAL) if len(ratings) else None
