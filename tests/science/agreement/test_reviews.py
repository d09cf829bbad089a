"""Agreement on attacks: four variants, the author's bias, votes, arms and groups."""

import numpy as np
import pytest

from gadfly.science.agreement import Level, Rating, alpha, fleiss_kappa, ratings_of
from gadfly.science.agreement.reviews import author_bias, by_arm, by_group, variants, votes


def study(items: int = 60, bias: float = 1.0):
    """Attacks by twelve authors who rate themselves `bias` higher, and three reviewers each."""
    rng = np.random.default_rng(4)
    rows, authors = [], {}
    for number in range(items):
        truth = rng.uniform(0.5, 3)
        authors[f"i{number}"] = f"author{number % 12}"
        for rater, more in [(authors[f"i{number}"], bias), *((f"r{n}", 0.0) for n in range(3))]:
            rows.append(
                Rating(f"i{number}", rater, float(np.clip(np.round(truth + more + rng.normal() / 3), 0, 4)))
            )
    return ratings_of(rows), authors


def test_the_four_variants_are_those_of_the_paper():
    ratings, authors = study()
    found = variants(ratings, authors, rng=np.random.default_rng(0), resamples=20)
    assert [each[:4] for each in found] == [
        (True, False, 60, 240), (True, True, 60, 240), (False, False, 60, 180), (False, True, 60, 180)
    ]  # fmt: skip
    reviewers = ratings.of(["r0", "r1", "r2"])
    assert found[2].alpha == alpha(reviewers, Level.ORDINAL)
    assert found[2].kappa == fleiss_kappa(reviewers.counts)
    assert found[3].alpha == alpha(reviewers.at_least(3), Level.NOMINAL)
    assert found[0].alpha < found[2].alpha
    assert all(each.interval.low < each.alpha < each.interval.high for each in found)
    assert "conclu" in found[0].verdict


def test_without_reviewers_the_variants_without_authors_are_not_defined():
    ratings = ratings_of([Rating("i", "me", 3.0)])
    found = variants(ratings, {"i": "me"}, rng=np.random.default_rng(0))
    assert [(each.items, each.alpha, each.interval, each.kappa.value) for each in found[2:]] == [
        (0, None, None, None)
    ] * 2
    assert "not defined" in found[3].verdict


@pytest.mark.parametrize("bias", [0.0, 1.0])
def test_the_authors_bias_is_found_and_its_interval_draws_authors(bias):
    found = author_bias(*study(240, bias), rng=np.random.default_rng(0))
    assert found.low - 0.1 < bias < found.high + 0.1
    assert found.n == 240


def test_items_without_reviewers_or_author_are_in_no_bias():
    rows = [Rating("a", "me", 3.0), Rating("b", "you", 1.0)]
    found = author_bias(ratings_of(rows), {"a": "me"}, rng=np.random.default_rng(0))
    assert (found.value, found.n) == (None, 0)


def test_votes_keep_the_spread():
    rows = [Rating("a", "x", 1.0), Rating("a", "y", 3.0), Rating("b", "x", 1.0)]
    assert votes(ratings_of(rows)) == {"a": {1.0: 1, 3.0: 1}, "b": {1.0: 1, 3.0: 0}}


def test_arms_part_items_and_groups_part_raters():
    ratings, _ = study(6)
    arms = by_arm(ratings, {f"i{n}": "plain" if n % 2 else "prompted" for n in range(5)})
    assert {arm: len(its.items) for arm, its in arms.items()} == {"plain": 2, "prompted": 3}
    groups = by_group(ratings, {"r0": "chemists", "r1": "chemists", "r2": "lawyers"})
    assert {group: len(its) for group, its in groups.items()} == {"chemists": 12, "lawyers": 6}
