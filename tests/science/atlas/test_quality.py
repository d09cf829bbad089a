"""How true a map is, against scikit-learn's own count."""

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from gadfly.science.atlas.neighbours import unit
from gadfly.science.atlas.quality import agreement, quality_of


@pytest.fixture
def vectors():
    return unit(np.random.default_rng(0).normal(size=(120, 5)).astype(np.float32))


def test_trust_is_what_scikit_learn_counts(vectors):
    xy = vectors[:, :2]
    found = quality_of(vectors, xy, sample=120, seed=0)
    assert found.trust == pytest.approx(trustworthiness(vectors, xy, n_neighbors=15, metric="cosine"))
    assert found.n == 120


def test_recall_is_the_share_of_neighbours_kept(vectors):
    def near(points):
        distance = np.linalg.norm(points[:, None] - points[None], axis=2)
        return np.argsort(distance, axis=1)[:, 1:16]

    xy = vectors[:, :2]
    kept = [len(set(a) & set(b)) / 15 for a, b in zip(near(vectors), near(xy), strict=True)]
    assert quality_of(vectors, xy, sample=120, seed=0).recall == pytest.approx(np.mean(kept))


def test_a_sample_comes_near_the_whole(vectors):
    whole, part = (quality_of(vectors, vectors[:, :2], sample=n, seed=1) for n in (120, 60))
    assert part.n == 60
    assert part.trust == pytest.approx(whole.trust, abs=0.05)


def test_a_map_of_few_points_has_no_quality(vectors):
    assert quality_of(vectors[:45], vectors[:45, :2], sample=10, seed=0) is None


def test_points_on_one_another_are_counted(vectors):
    heap = np.repeat(vectors[:20], 30, axis=0)
    assert 0 <= quality_of(heap, heap[:, :2], sample=600, seed=0).trust <= 1


def test_agreement_is_one_for_the_same_groups_by_other_numbers():
    assert agreement(np.array([0, 0, 1, -1], np.int32), np.array([5, 5, 2, 9])) == pytest.approx(1)
