"""Rater models: how each rater leans and how much a rating of theirs tells, with items unknown.

One model a level. What they share: items are draws from one population, raters rate independently
given the item, and every parameter is held by a weak prior, so that a rater of three ratings gets a
cautious figure rather than an extreme one. None knows whether the majority is right: raters who err
alike look competent.
"""

from gadfly.science.agreement.raters.fitting import Rater, RaterModel
from gadfly.science.agreement.raters.interval import fit_interval
from gadfly.science.agreement.raters.nominal import fit_nominal
from gadfly.science.agreement.raters.ordinal import fit_ordinal
from gadfly.science.agreement.ratings import Level, Ratings

__all__ = ["Rater", "RaterModel", "fit"]

FITS = {Level.NOMINAL: fit_nominal, Level.ORDINAL: fit_ordinal, Level.INTERVAL: fit_interval}


def fit(ratings: Ratings, level: Level) -> RaterModel | None:
    """Return the level's model; None where there is nothing to learn from.

    That is where fewer than two raters or two values occur, or no item has two ratings.
    """
    alone = len(ratings) == len(ratings.items)
    if alone or len(ratings.raters) < 2 or len(set(ratings.value.tolist())) < 2:  # noqa: PLR2004 -- a pair
        return None
    return FITS[level](ratings)
