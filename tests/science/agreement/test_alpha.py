"""Alpha and kappa agree with other people's, and do not care for names or order."""

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import fleiss_kappa as other_kappa

from gadfly.science.agreement import Level, Rating, alpha, fleiss_kappa, ratings_of
from gadfly.science.agreement.alpha import Votes
from tests.science.agreement.raters_made import planted, tables

levels = st.sampled_from(Level)


def theirs(counts: np.ndarray, values: np.ndarray, level: str) -> float:
    paired = counts[counts.sum(axis=1) > 1]
    return krippendorff.alpha(value_counts=paired, value_domain=values, level_of_measurement=str(level))  # type: ignore[arg-type]  # one of its names


@given(tables(), levels)
def test_alpha_is_the_other_implementations_to_nine_digits(rows, level):
    ratings = ratings_of(rows)
    found = alpha(ratings, level)
    assert found == pytest.approx(theirs(ratings.counts, ratings.points, level), abs=1e-9)


@pytest.mark.parametrize("level", Level)
def test_over_many_items_too(level):
    ratings = planted(5_000, 12, 3).ratings
    known = theirs(ratings.counts, ratings.points, level)
    assert alpha(ratings, level) == pytest.approx(known, abs=1e-9)


def test_krippendorffs_own_example():
    """Krippendorff 2011, example C: four observers, twelve units, α nominal 0.743, ordinal 0.815."""
    said = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    ratings = ratings_of(
        Rating(str(unit), str(observer), float(value))
        for observer, row in enumerate(said)
        for unit, value in enumerate(row)
        if value != "."
    )
    found = {level: round(alpha(ratings, level), 3) for level in Level}
    assert found == {Level.NOMINAL: 0.743, Level.ORDINAL: 0.815, Level.INTERVAL: 0.849}


def test_fleiss_own_example():
    """Fleiss 1971's data are not at hand; this is the table of ten subjects and fourteen raters: 0.210."""
    counts = np.array(
        [[0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
         [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]]
    )  # fmt: skip
    assert round(fleiss_kappa(counts).value, 3) == 0.210
    assert fleiss_kappa(counts)[1:] == (10, 14, "")


@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(2, 5), st.integers(3, 30))
def test_kappa_is_the_other_implementations_to_nine_digits(seed, raters, values, items):
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(raters, rng.dirichlet(np.ones(values)), size=items)
    counts[0] = [raters - 1, 1, *[0] * (values - 2)]
    assert fleiss_kappa(counts).value == pytest.approx(other_kappa(counts), abs=1e-9)


@pytest.mark.parametrize(
    ("counts", "why"),
    [([], "no ratings"), ([[2, 0], [1, 2]], "between 2 and 3"), ([[1, 0], [0, 1]], "two ratings"),
     ([[3, 0], [3, 0]], "the same value")],
)  # fmt: skip
def test_where_kappa_is_not_defined_it_says_why(counts, why):
    found = fleiss_kappa(np.array(counts, dtype=np.int64).reshape(-1, 2))
    assert found.value is None
    assert why in found.why


@given(tables(), levels, st.randoms())
def test_neither_order_nor_names_of_items_and_raters_matter(rows, level, random):
    mixed = [Rating(f"x{item}", f"y{rater}", value) for item, rater, value in rows]
    random.shuffle(mixed)
    assert alpha(ratings_of(mixed), level) == pytest.approx(alpha(ratings_of(rows), level), abs=1e-9)


@given(tables(), levels)
def test_who_says_the_same_of_everything_agrees_wholly(rows, level):
    agreed = [row._replace(value=float(int(row.item[1:]) % 2)) for row in rows]
    agreed += [Rating(item, rater, float(int(item[1:]))) for item in ("i00", "i01") for rater in ("p", "q")]
    assert alpha(ratings_of(agreed), level) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize(
    "rows",
    [[], [("a", "x", 1.0), ("b", "y", 2.0)], [("a", "x", 1.0), ("a", "y", 1.0)]],
    ids=["nothing", "nobody has a partner", "one value"],
)
def test_alpha_is_not_defined_without_pairs_that_could_differ(rows, level):
    assert alpha(ratings_of(Rating(*row) for row in rows), level) is None


@given(tables(), levels, st.data())
def test_a_resample_of_items_is_alpha_of_the_items_written_out(rows, level, data):
    ratings = ratings_of(rows)
    often = data.draw(st.lists(st.integers(0, 3), min_size=len(ratings.items), max_size=len(ratings.items)))
    whole = np.repeat(ratings.counts, often, axis=0)
    found = Votes(ratings, level).alphas(np.array(often, float)[:, None], np.ones((len(ratings.raters), 1)))
    if np.count_nonzero(whole[whole.sum(axis=1) > 1].sum(axis=0)) < 2:
        assert np.isnan(found[0])
    else:
        assert found[0] == pytest.approx(theirs(whole, ratings.points, level), abs=1e-9)


@given(tables(), levels, st.data())
def test_a_resample_of_raters_pairs_nobody_with_their_own_copy(rows, level, data):
    ratings = ratings_of(rows)
    raters = len(ratings.raters)
    often = np.array(data.draw(st.lists(st.integers(0, 2), min_size=raters, max_size=raters)), float)
    found = Votes(ratings, level).alphas(np.ones((len(ratings.items), 1)), often[:, None])[0]
    known = plainly(ratings, level, often)
    assert (np.isnan(found) and known is None) or found == pytest.approx(known, abs=1e-9)


def plainly(ratings, level, often):
    """The same by loops over pairs, with the distances of Krippendorff's text."""
    said = [(i, r, v, often[r]) for i, r, v in zip(ratings.item, ratings.rater, ratings.value, strict=True)]
    items = [[row for row in said if row[0] == item] for item in range(len(ratings.items))]
    pairs_of = [[(a, b, a[3] * b[3]) for a in its for b in its if a[1] != b[1]] for its in items]
    totals = np.zeros(len(ratings.values))
    for its, pairs in zip(items, pairs_of, strict=True):
        if sum(weight for *_, weight in pairs) > 0:
            for row in its:
                totals[row[2]] += row[3]
    if np.count_nonzero(totals) < 2:
        return None

    def far(a: int, b: int) -> float:
        low, high = min(a, b), max(a, b)
        if level is Level.ORDINAL:
            return (totals[low : high + 1].sum() - (totals[low] + totals[high]) / 2) ** 2 if a != b else 0.0
        return float(a != b) if level is Level.NOMINAL else (ratings.values[a] - ratings.values[b]) ** 2

    observed = 0.0
    for its, pairs in zip(items, pairs_of, strict=True):
        weight = sum(each for *_, each in pairs)
        if weight > 0:
            size = sum(row[3] for row in its)
            observed += size * sum(each * far(a[2], b[2]) for a, b, each in pairs) / weight
    values = range(len(totals))
    expected = sum(totals[a] * totals[b] * far(a, b) for a in values for b in values)
    return 1 - (totals.sum() - 1) * observed / expected
