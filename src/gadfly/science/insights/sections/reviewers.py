"""Whether reviewers agree, with the authors and without them, where attacks were reviewed."""

import numpy as np

from gadfly.science.agreement import Interval
from gadfly.science.agreement.ratings import Rating, Ratings, ratings_of
from gadfly.science.agreement.reviews import author_bias, variants
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.harmful import listed
from gadfly.science.insights.section import Column, Kind, Row, Section, Table

COLUMNS = (
    Column("raters", "Raters"),
    Column("values", "Values"),
    Column("n", "Attacks", Kind.COUNT),
    Column("ratings", "Ratings", Kind.COUNT),
    Column("kappa", "Fleiss' kappa", Kind.NUMBER),
    Column("alpha", "Krippendorff's alpha", Kind.NUMBER, interval=True),
    Column("verdict", "May be concluded"),
)
TITLE = "Do reviewers agree"
SEED = 35
"""Of the intervals, which draw attacks and raters again."""


def reviewers(attacks: Attacks) -> Section:
    """Return how far blind reviewers agree on success, and how authors rate beside them."""
    ratings, authors = _ratings(attacks)
    if not len(ratings):
        return Section(TITLE, absent="no attack was reviewed.")
    rng = np.random.default_rng(SEED)
    rows: list[Row] = [
        {
            "raters": "reviewers and author" if one.with_author else "reviewers",
            "values": "success or not" if one.in_two else "grades 0–4",
            "n": one.items,
            "ratings": one.ratings,
            "kappa": one.kappa.value,
            "alpha": one.alpha,
            **_ends(one.interval),
            "verdict": one.verdict,
        }
        for one in variants(ratings, authors, rng=rng)
    ]
    bias = author_bias(ratings, authors, rng=rng)
    said = (
        ""
        if bias.value is None
        else (
            f" Authors rate {bias.value:+.2f} grades from the mean of their reviewers (n = "
            f"{bias.n:,}).".replace("-", "−")
        )
    )
    return Section(
        TITLE,
        said=(f"{len(ratings.items):,} attacks were reviewed.{said}",),
        tables=(Table("agreement", "Agreement on success", COLUMNS, tuple(rows)),),
        method=(
            (
                "Ratings of the first, blind round; calibration rounds are left out. Alpha takes any number "
                "of ratings an attack, "
                "ordinal for grades and nominal for success (3 or more) or not; kappa stands where all "
                "attacks have as many "
                "ratings. Intervals draw attacks and raters again, 1,000 times with a fixed seed."
            ),
        ),
        headline={"agreement": rows},
    )


def _ends(found: Interval | None) -> Row:
    return {"alpha_low": found.low if found else None, "alpha_high": found.high if found else None}


def _ratings(attacks: Attacks) -> tuple[Ratings, dict[str, str]]:
    """Return the reviews with the authors' own ratings beside them, and who made which attack."""
    rows, given = listed(attacks, "reviews")
    _, who = listed(attacks, "reviewers")
    known = np.isfinite(given) & np.isfinite(who)
    campaigns = attacks.column("campaign").to_pylist() if known.any() else []
    numbers = attacks.column("member").to_pylist() if known.any() else []
    found = {
        (str(row), f"{campaigns[row]} {int(by)}"): Rating(
            str(row), f"{campaigns[row]} {int(by)}", float(value)
        )
        for row, by, value in zip(
            rows[known].tolist(), who[known].tolist(), given[known].tolist(), strict=True
        )
    }
    authors = {}
    for row in np.unique(rows[known]).tolist():
        author = f"{campaigns[row]} {numbers[row]}" if numbers[row] is not None else f"author of {row}"
        authors[str(row)] = author
        if np.isfinite(attacks.rating[row]):
            found[str(row), author] = Rating(str(row), author, float(attacks.rating[row]))
    return ratings_of(found.values()), authors
