"""How far a campaign's reviewers agree, with and without authors, and a warning where that is too little."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from gadfly.reviews.queries import votes_in
from gadfly.reviews.votes import AUTHOR
from gadfly.science.agreement import Rating, ratings_of
from gadfly.science.agreement.report import TENTATIVE
from gadfly.science.agreement.reviews import Variant, variants
from gadfly.science.insights.section import Column, Kind, Row, Section, Table

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

SEED = 1
RESAMPLES = 500
COLUMNS = (
    Column("counted", "Counted"),
    Column("items", "Attacks", Kind.COUNT),
    Column("ratings", "Ratings", Kind.COUNT),
    Column("kappa", "Fleiss' kappa", Kind.NUMBER),
    Column("alpha", "Krippendorff's alpha", Kind.NUMBER, interval=True),
)
COUNTED = (
    "First votes of every batch that is no calibration. Alpha is ordinal for grades, nominal for success or "
    f"not (3 or 4 is a success). Its interval draws attacks and reviewers again, {RESAMPLES} times from a "
    "fixed seed, or attacks alone where reviewers are too few. Kappa needs as many ratings of each attack."
)
APART = "Authors know what they were after, so they stand apart: with and without."


def agreement_in(campaign: "Campaign", keys: Collection[str] | None) -> tuple[Section | None, str]:
    """Return the section and, where agreement is too low to conclude from, the sentence that says so.

    `keys` are the attacks to count, None for all. Without votes there is neither.
    """
    votes = votes_in(campaign, author=True)
    votes = [vote for vote in votes if keys is None or vote.item in keys]
    if not votes:
        return None, ""
    ratings = ratings_of([_rating(vote.item, vote.rater, vote.value) for vote in votes])
    authors = dict.fromkeys(ratings.items, AUTHOR)
    found = variants(ratings, authors, rng=np.random.default_rng(SEED), resamples=RESAMPLES)
    leading = next(each for each in found if not each.with_author and not each.in_two)
    section = Section(
        "Do reviewers agree?",
        said=(f"By reviewers alone, in five grades: {leading.verdict}",),
        tables=(Table("agreement", "Agreement", COLUMNS, tuple(map(_row, found)), _kappas(found)),),
        method=(COUNTED, APART),
    )
    return section, _warning(leading)


def _rating(item: str, rater: str, value: int) -> Rating:
    return Rating(item, rater, float(value))


def _row(variant: Variant) -> Row:
    who = "reviewers and authors" if variant.with_author else "reviewers"
    how = "success or not" if variant.in_two else "five grades"
    low, high = (None, None) if variant.interval is None else (variant.interval.low, variant.interval.high)
    return {
        "counted": f"{who}, {how}",
        "items": variant.items,
        "ratings": variant.ratings,
        "kappa": variant.kappa.value,
        "alpha": variant.alpha,
        "alpha_low": low,
        "alpha_high": high,
    }


def _kappas(found: tuple[Variant, ...]) -> str:
    return " ".join(dict.fromkeys(each.kappa.why for each in found if each.kappa.why))


def _warning(leading: Variant) -> str:
    least = leading.alpha if leading.interval is None else leading.interval.low
    return f"Agreement of reviewers: {leading.verdict}" if least is not None and least < TENTATIVE else ""
