"""Rater models find the raters that were planted, and say little of those who said little."""

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.stats import spearmanr

from gadfly.science.agreement import Level, Rating, fit, ratings_of
from gadfly.science.agreement.raters import fitting
from gadfly.science.agreement.raters.ordinal import _Model
from tests.science.agreement.raters_made import planted


def ranks(found, known):
    return spearmanr(found, known).statistic


@pytest.mark.parametrize("level", [Level.ORDINAL, Level.INTERVAL])
def test_planted_severity_and_competence_are_found(level):
    true = planted(1_500, 15, 4)
    model = fit(true.ratings, level)
    order = [int(rater.name[1:]) for rater in model.raters]
    assert model.settled
    assert ranks([rater.severity for rater in model.raters], true.severity[order]) > 0.9
    assert ranks([rater.competence for rater in model.raters], -true.error[order]) > 0.9
    assert ranks(model.items, true.items) > 0.8
    assert sum(rater.ratings for rater in model.raters) == len(true.ratings)
    assert sum(rater.severity for rater in model.raters) == pytest.approx(0, abs=1e-9)


def test_planted_accuracies_are_found_among_names():
    rng = np.random.default_rng(3)
    truth, right = rng.integers(0, 3, 800), rng.uniform(0.4, 0.98, 10)
    ratings = ratings_of(
        Rating(
            f"i{item}",
            f"r{rater}",
            "abc"[kind if rng.random() < right[rater] else (kind + rng.integers(1, 3)) % 3],
        )
        for item, kind in enumerate(truth)
        for rater in rng.permutation(10)[:5]
    )
    model = fit(ratings, Level.NOMINAL)
    found = {rater.name: rater for rater in model.raters}
    assert [found[f"r{n}"].competence for n in range(10)] == pytest.approx(list(right), abs=0.06)
    assert found["r0"].severity is None
    places = np.array([int(name[1:]) for name in ratings.items])
    assert np.mean(model.items == truth[places]) > 0.8


@pytest.mark.parametrize("level", Level)
def test_a_rater_of_one_odd_rating_is_not_called_incompetent(level):
    rows = [Rating(f"i{n}", rater, float(n % 2)) for n in range(30) for rater in "abc"]
    model = fit(ratings_of([*rows, Rating("i0", "odd", 1.0)]), level)
    found = {rater.name: rater.competence for rater in model.raters}
    assert found["a"] > found["odd"] > 0.2


@pytest.mark.parametrize(
    "rows",
    [[], [("a", "x", 1.0), ("b", "y", 2.0)], [("a", "x", 1.0), ("a", "y", 1.0)],
     [("a", "x", 1.0), ("b", "x", 2.0)]],
)  # fmt: skip
def test_there_is_no_model_without_pairs_or_differences(rows):
    assert fit(ratings_of(Rating(*row) for row in rows), Level.ORDINAL) is None


def test_a_search_that_is_cut_short_says_so(monkeypatch):
    monkeypatch.setattr(fitting, "MOST_ROUNDS", 1)
    assert not fit(planted(100, 5, 3).ratings, Level.ORDINAL).settled


def test_the_gradient_is_that_of_the_likelihood():
    rng = np.random.default_rng(0)
    counts = rng.random((3, 4, 25))
    point = rng.normal(0, 0.3, 2 * 3 + 3)
    off = check_grad(lambda x: _Model(3, x).loss(counts)[0], lambda x: _Model(3, x).loss(counts)[1], point)
    assert off < 1e-3
