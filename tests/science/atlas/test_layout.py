"""The start is what principal components say, the graph is symmetric, the map lies in its square."""

import sys
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.decomposition import PCA

from gadfly.science.atlas import layout
from gadfly.science.atlas.layout import SMALL, Chance, graph_of, in_square, start, tsne, umap
from gadfly.science.atlas.neighbours import Neighbours, nearest, unit


def cloud(count, dimensions=6):
    return unit(np.random.default_rng(2).normal(size=(count, dimensions)).astype(np.float32))


def test_the_start_is_the_first_two_principal_components():
    vectors = cloud(300) * [9, 4, 1, 1, 1, 1]
    ours, theirs = start(vectors, seed=0), PCA(2).fit_transform(vectors)
    for axis in (0, 1):
        assert abs(np.corrcoef(ours[:, axis], theirs[:, axis])[0, 1]) > 0.99


def test_the_start_parts_even_what_is_all_the_same():
    found = start(np.ones((5, 3), np.float32), seed=0)
    assert np.isfinite(found).all()
    assert len(np.unique(found, axis=0)) == 5


def test_the_graph_is_symmetric_sums_to_one_and_leaves_missing_neighbours_out():
    graph = graph_of(Neighbours(np.array([[1, 2], [0, -1], [0, 1]]), np.ones((3, 2), np.float32)))
    assert (graph - graph.T).nnz == 0
    assert graph.sum() == pytest.approx(1)
    assert graph.toarray()[0, 1] == pytest.approx(1 / 5)


@given(arrays(np.float64, st.tuples(st.integers(0, 20), st.just(2)), elements=st.floats(-1e6, 1e6)))
def test_every_map_lies_in_the_unit_square_and_in_its_middle(xy):
    found = in_square(xy)
    assert found.dtype == np.float32
    assert ((found >= 0) & (found <= 1)).all()
    if len(xy):
        assert (found.min(axis=0) + found.max(axis=0)) / 2 == pytest.approx([0.5, 0.5], abs=1e-3)


def test_large_maps_are_summed_by_grid(monkeypatch):
    vectors = cloud(SMALL + 1)
    neighbours = Neighbours(np.arange(SMALL + 1)[:, None] ^ 1, np.ones((SMALL + 1, 1), np.float32))
    assert SMALL % 2 == 0
    neighbours.rows[-1] = 0
    monkeypatch.setattr(layout, "EARLY", 1)
    monkeypatch.setattr(layout, "LATE", 1)
    assert tsne(vectors, neighbours, Chance(1)).shape == (SMALL + 1, 2)


def test_umap_is_asked_for_a_map_by_cosine_with_the_seed(monkeypatch):
    """A stand-in, as umap-learn is no dependency: it arranges by the first two dimensions."""
    asked = {}

    class Reducer:
        def __init__(self, **given):
            asked.update(given)

        def fit_transform(self, vectors):
            return vectors[:, :2]

    module = ModuleType("umap")
    vars(module)["UMAP"] = Reducer
    monkeypatch.setitem(sys.modules, "umap", module)
    vectors = cloud(9)
    assert umap(vectors, nearest(vectors), Chance(7)).tolist() == in_square(vectors[:, :2]).tolist()
    assert asked == {"n_neighbors": 8, "metric": "cosine", "random_state": 7, "n_jobs": 1}
