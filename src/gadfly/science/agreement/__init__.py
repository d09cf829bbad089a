"""How far raters agree beyond chance, and what each of them brings to it.

found = read_ratings(Path("ratings.csv"), Columns("attack", "reviewer", "grade"), Level.ORDINAL)
agreement_of(found.ratings, Level.ORDINAL, rng=np.random.default_rng(0)).verdict

`reviews` holds what is particular to attacks: the author beside the reviewers, arms and groups.
"""

from gadfly.science.agreement.alpha import alpha
from gadfly.science.agreement.bootstrap import Interval, Over, interval
from gadfly.science.agreement.gold import Majority, majority
from gadfly.science.agreement.kappa import Kappa, fleiss_kappa
from gadfly.science.agreement.raters import Rater, RaterModel, fit
from gadfly.science.agreement.ratings import Level, Rating, Ratings, ratings_of
from gadfly.science.agreement.reading import Columns, Misread, RatingsError, read_ratings
from gadfly.science.agreement.report import Agreement, agreement_of, verdict

__all__ = [
    "Agreement",
    "Columns",
    "Interval",
    "Kappa",
    "Level",
    "Majority",
    "Misread",
    "Over",
    "Rater",
    "RaterModel",
    "Rating",
    "Ratings",
    "RatingsError",
    "agreement_of",
    "alpha",
    "fit",
    "fleiss_kappa",
    "interval",
    "majority",
    "ratings_of",
    "read_ratings",
    "verdict",
]
