"""Islands: what lies together, numbered by size, whatever the number of points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from gadfly.science.atlas.islands import by_size, islands_of, least_size


def heaps(*sizes):
    rng = np.random.default_rng(4)
    middles = rng.uniform(0.1, 0.9, (len(sizes), 2))
    points = [middle + rng.normal(0, 0.005, (size, 2)) for middle, size in zip(middles, sizes, strict=True)]
    return np.concatenate(points).astype(np.float32), np.repeat(np.arange(len(sizes)), sizes)


def test_heaps_are_islands_the_largest_first():
    xy, truth = heaps(30, 80, 50)
    labels = islands_of(xy, seed=1)
    assert adjusted_rand_score(truth, labels) > 0.9
    assert np.bincount(labels[labels >= 0]).tolist() == sorted(np.bincount(labels[labels >= 0]))[::-1]


def test_of_a_large_map_a_sample_finds_the_islands_and_the_others_follow():
    xy, truth = heaps(300, 800, 500)
    assert adjusted_rand_score(truth, islands_of(xy, seed=1, sample=400)) > 0.9


@pytest.mark.parametrize("count", [0, 1, 9])
def test_too_few_points_are_no_island(count):
    assert islands_of(np.zeros((count, 2), np.float32), seed=1).tolist() == [-1] * count


@pytest.mark.parametrize(
    ("count", "least"), [(0, 5), (100, 5), (1_000, 15), (2_000, 25), (20_000, 25), (40_000, 50)]
)
def test_an_island_takes_more_points_on_a_larger_map(count, least):
    assert least_size(count) == least


@given(st.lists(st.integers(-1, 6)))
def test_renumbering_keeps_who_is_together(labels):
    before = np.array(labels, np.int64)
    after = by_size(before)
    sizes = np.bincount(after[after >= 0])
    assert len(set(zip(before.tolist(), after.tolist(), strict=True))) == len(set(labels))
    assert (np.diff(sizes) <= 0).all()
    assert ((before < 0) == (after < 0)).all()
