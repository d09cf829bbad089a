"""New texts lie among their neighbours on the old map, and nothing there moves."""

import numpy as np
import pytest

from gadfly.science.atlas import AtlasError
from gadfly.science.atlas.drawing import atlas_of, place_texts
from gadfly.science.atlas.neighbours import EXACT
from gadfly.science.atlas.placing import Ground, embedded, place
from gadfly.science.embedding import wordllama


def purity(near, topics, truth):
    return (topics[near] == truth[:, None]).mean()


def nearest_on_map(ground, xy, k=15):
    return np.argsort(((ground[None] - xy[:, None]) ** 2).sum(axis=2), axis=1)[:, 1 : k + 1]


def test_held_out_texts_lie_among_their_topic_nearly_as_purely_as_mapped_ones(planted_map):
    corpus, vectors = planted_map.corpus, planted_map.vectors[:1_500]
    held = np.arange(len(vectors)) % 10 == 0
    fitted = atlas_of([corpus.texts[row] for row in np.flatnonzero(~held)])
    topics, truth = corpus.topics[:1_500][~held], corpus.topics[:1_500][held]
    placed = place(fitted.ground, vectors[held])
    inside = nearest_on_map(fitted.xy, fitted.xy[: held.sum()])
    outside = nearest_on_map(fitted.xy, placed.xy)
    in_fit = purity(inside, topics, topics[: held.sum()])
    assert purity(outside, topics, truth) >= in_fit - 0.02


def test_a_placed_point_never_lies_outside_the_box_of_its_five_neighbours():
    rng = np.random.default_rng(1)
    vectors = np.eye(8, dtype=np.float32)
    ground = Ground(vectors, rng.random((8, 2)).astype(np.float32), np.arange(8, dtype=np.int32))
    new = np.abs(rng.normal(size=(50, 8))).astype(np.float32)
    placed = place(ground, new)
    near = np.argsort(-new, axis=1)[:, :5]
    assert (placed.xy >= ground.xy[near].min(axis=1)).all()
    assert (placed.xy <= ground.xy[near].max(axis=1)).all()
    assert placed.labels.tolist() == near[:, 0].tolist()


def test_very_many_new_texts_are_placed_by_an_approximate_index():
    vectors = np.eye(4, dtype=np.float32)
    ground = Ground(vectors, np.eye(4, 2, dtype=np.float32), np.arange(4, dtype=np.int32))
    new = np.repeat(vectors, EXACT // 4 + 1, axis=0)
    placed = place(ground, new)
    assert (placed.labels == np.repeat(np.arange(4), EXACT // 4 + 1)).all()
    assert np.isfinite(placed.xy).all()


def test_no_new_texts_are_placed_nowhere(planted_map):
    placed = place(planted_map.atlas.ground, np.empty((0, 256), np.float32))
    assert (placed.xy.shape, placed.labels.shape) == ((0, 2), (0,))


def test_nothing_can_be_placed_on_an_empty_map():
    with pytest.raises(ValueError, match="draw a new one"):
        place(atlas_of([]).ground, np.ones((1, 256), np.float32))


def test_a_new_text_without_words_is_not_placed():
    rows, vectors = embedded(["", "soup"], wordllama())
    assert (rows.tolist(), vectors.shape) == ([1], (1, 256))


def test_new_texts_are_placed_with_the_vectors_the_map_was_drawn_with(planted_map):
    ground, texts = planted_map.atlas.ground, planted_map.corpus.texts
    rows, placed = place_texts(planted_map.atlas, ["", texts[7], " "])
    near = np.argsort(-(ground.vectors @ planted_map.vectors[7]), kind="stable")[:5]
    assert rows.tolist() == [1]
    assert placed.xy[0] == pytest.approx(np.median(ground.xy[near], axis=0), abs=1e-6)


def test_other_vectors_than_the_maps_own_are_refused(planted_map):
    class Other:
        name, dimensions = "other", 256

        def embed(self, texts):
            return np.ones((len(texts), 256), np.float32)

    with pytest.raises(AtlasError, match="drawn with wordllama-l2-supercat-256, not other: draw a new one"):
        place_texts(planted_map.atlas, ["soup"], embedder=Other())
