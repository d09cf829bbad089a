"""The chain finds what was planted, is the same twice, and stands whatever it is given."""

import hashlib
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest

from benchmarks.planted import TEMPLATES, planted
from gadfly.science.atlas.drawing import atlas_of, spoken
from gadfly.science.atlas.quality import agreement, quality_of
from gadfly.science.dialogue import dialogue_of, messages_of
from tests.patience import PATIENCE

AT_LEAST_FOUND = 15


def texts_of(count):
    return planted(count, seed=5).texts


def same_pairs(groups):
    return sum(size * (size - 1) // 2 for size in Counter(groups.tolist()).values())


def fingerprint(atlas):
    parts = (atlas.rows, atlas.xy, atlas.labels, atlas.copy_of)
    said = repr((atlas.islands, atlas.templates)).encode()
    return hashlib.sha256(b"".join(part.tobytes() for part in parts) + said).hexdigest()


def test_neighbours_on_the_map_are_neighbours(planted_map):
    found = quality_of(planted_map.vectors, planted_map.atlas.xy, sample=500, seed=1)
    assert found.trust >= 0.97
    assert found.recall >= 0.4


def test_islands_are_the_planted_topics(planted_map):
    assert agreement(planted_map.atlas.labels, planted_map.corpus.topics) >= 0.9


def test_copies_are_found_and_little_else(planted_map):
    found, truth = planted_map.atlas.copy_of, planted_map.corpus.copies
    both = same_pairs(found * len(truth) + truth)
    assert both / same_pairs(found) >= 0.85
    assert both / same_pairs(truth) >= 0.95


def test_most_planted_templates_are_found(planted_map):
    truth = planted_map.corpus.templates
    found = set()
    for template in planted_map.atlas.templates:
        number, size = Counter(truth[list(template.rows)].tolist()).most_common(1)[0]
        if number >= 0 and size >= 0.8 * template.size and size >= 0.5 * (truth == number).sum():
            found.add(number)
    assert len(found) >= AT_LEAST_FOUND
    assert len(TEMPLATES) == 20


def test_islands_are_numbered_by_size_named_and_lie_where_their_points_lie(planted_map):
    atlas = planted_map.atlas
    sizes = [island.size for island in atlas.islands]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes == [(atlas.labels == island.number).sum() for island in atlas.islands]
    assert all(island.terms for island in atlas.islands)
    for island in atlas.islands:
        points = atlas.xy[atlas.labels == island.number]
        assert (points.min(axis=0) <= island.middle).all()
        assert (points.max(axis=0) >= island.middle).all()


def test_the_same_texts_give_the_same_map_twice():
    texts = texts_of(200)
    assert fingerprint(atlas_of(texts)) == fingerprint(atlas_of(texts))


def test_another_seed_gives_another_map():
    texts = texts_of(30)
    assert fingerprint(atlas_of(texts)) != fingerprint(atlas_of(texts, seed=1))


def test_the_order_of_the_texts_hardly_changes_the_islands(planted_map):
    texts = planted_map.corpus.texts[:1_500]
    order = np.random.default_rng(3).permutation(len(texts))
    one, other = atlas_of(texts), atlas_of([texts[row] for row in order])
    assert agreement(other.labels, one.labels[order]) >= 0.9


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 16, 17])
def test_few_texts_have_a_map(count):
    atlas = atlas_of(texts_of(60)[:count])
    assert atlas.xy.shape == (count, 2)
    assert ((atlas.xy >= 0) & (atlas.xy <= 1)).all()
    assert atlas.not_placed == 0


def test_one_text_lies_in_the_middle_and_is_no_island():
    atlas = atlas_of(["How long do I boil an egg?"])
    assert (atlas.xy.tolist(), atlas.labels.tolist(), atlas.islands) == ([[0.5, 0.5]], [-1], ())


def test_identical_texts_lie_on_one_another_and_are_copies():
    atlas = atlas_of(["The soup wants salt."] * 40)
    assert np.unique(atlas.xy, axis=0).tolist() == [[0.5, 0.5]]
    assert set(atlas.copy_of.tolist()) == {0}


def test_two_heaps_of_identical_texts_are_two_islands():
    atlas = atlas_of(["The soup wants salt."] * 40 + ["My bicycle has no chain."] * 30)
    assert atlas.labels.tolist() == [0] * 40 + [1] * 30
    assert [island.size for island in atlas.islands] == [40, 30]


def test_texts_without_words_are_not_placed():
    atlas = atlas_of(["", "soup", "  \n", "bread"])
    assert (atlas.rows.tolist(), atlas.not_placed, atlas.count) == ([1, 3], 2, 4)
    assert np.isfinite(atlas.xy).all()


def test_when_no_text_has_words_there_is_an_empty_map():
    atlas = atlas_of(["", " "])
    assert (atlas.xy.shape, atlas.not_placed, atlas.islands) == ((0, 2), 2, ())


def test_a_vector_that_is_no_number_is_not_placed():
    class Broken:
        name, dimensions = "broken", 2

        def embed(self, texts):
            return np.array([[len(text) - 1, np.inf if text == "soup" else 1] for text in texts], np.float32)

    atlas = atlas_of(["soup", "bread", "salt"], embedder=Broken())
    assert (atlas.rows.tolist(), atlas.made.embedder) == ([1, 2], "broken")


def test_the_same_words_in_another_order_share_a_place_and_are_no_copies():
    atlas = atlas_of(["the dog bites the old man", "the old man bites the dog", "soup"])
    assert atlas.xy[0].tolist() == atlas.xy[1].tolist()
    assert atlas.copy_of.tolist() == [0, 1, 2]


def test_of_very_many_texts_a_sample_is_arranged_and_the_others_are_placed(planted_map):
    texts, truth = planted_map.corpus.texts[:800], planted_map.corpus.topics[:800]
    atlas = atlas_of(texts, landmarks=400)
    assert (len(atlas.xy), atlas.made.landmarks, len(atlas.ground.xy)) == (800, 400, 400)
    assert agreement(atlas.labels, truth) >= 0.7
    assert np.isfinite(atlas.xy).all()


def test_each_step_is_told_as_it_begins():
    heard = []
    atlas_of(["soup", "bread"], hears=heard.append)
    assert heard == ["embed", "neighbours", "map", "islands", "copies", "names", "templates"]


def test_what_the_human_said_is_mapped_and_no_reply():
    dialogue = dialogue_of(messages_of("\n\nHuman: Soup?\n\nAssistant: No.\n\nHuman: Why?\n\nAssistant: So."))
    assert spoken(dialogue) == "Soup?\nWhy?"


def test_importing_the_atlas_imports_nothing_of_the_extra():
    code = (
        "import sys, gadfly.science.atlas.drawing, gadfly.science.atlas.keeping, gadfly.science.atlas.tiles; "
        "print(*{'faiss', 'openTSNE', 'sklearn', 'umap', 'pyarrow'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.stdout.strip() == ""
