"""Neighbours are the nearest others: a slow second way agrees, copies do not confuse it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.atlas.neighbours import distinct, nearest, unit


def cloud(count, seed=0, dimensions=8):
    return unit(np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32))


def test_they_are_those_of_a_slow_second_way():
    vectors = cloud(200)
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -2)
    expected = np.argsort(-similarity, axis=1)[:, :15]
    assert (np.sort(nearest(vectors).rows) == np.sort(expected)).mean() > 0.999


@given(st.integers(0, 30), st.integers(0, 5))
def test_nobody_is_a_neighbour_of_their_own_even_among_copies(count, kinds):
    vectors = cloud(kinds + 1)[np.arange(count) % (kinds + 1)]
    rows, similarity = nearest(vectors)
    assert rows.shape == similarity.shape == (count, min(15, max(count - 1, 0)))
    assert (rows != np.arange(count)[:, None]).all()
    assert all(len(set(row)) == len(row) for row in rows.tolist())


def test_above_the_bound_most_true_neighbours_are_found():
    vectors = cloud(2_000, dimensions=4)
    exact, quick = nearest(vectors), nearest(vectors, exact=100)
    kept = [len(set(a) & set(b)) / 15 for a, b in zip(exact.rows.tolist(), quick.rows.tolist(), strict=True)]
    assert np.mean(kept) > 0.9


def test_neighbours_that_an_index_does_not_find_are_none():
    vectors = np.repeat(np.eye(64, dtype=np.float32), [100, *[1] * 63], axis=0)
    rows, similarity = nearest(vectors, exact=1)
    assert (similarity[rows < 0] == -1).all()


@pytest.mark.parametrize("bad", [[0.0, 0.0], [np.nan, 1.0], [np.inf, 1.0]])
def test_a_vector_without_a_direction_is_refused(bad):
    with pytest.raises(ValueError, match="without a direction"):
        unit(np.array([[1.0, 0.0], bad], np.float32))


def test_equal_vectors_are_one():
    first, same = distinct(np.array([[1, 0], [0, 1], [1, 0], [0, 1]], np.float32))
    assert (first.tolist(), same.tolist()) == ([0, 1], [0, 1, 0, 1])
