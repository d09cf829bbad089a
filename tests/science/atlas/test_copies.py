"""Copies share their runs of three words; candidates come from the graph, the rest is exact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.atlas.copies import candidates, groups_of, jaccard, sketched
from gadfly.science.atlas.neighbours import Neighbours
from gadfly.science.atlas.words import words_of

few_words = st.lists(st.sampled_from("abcd"), max_size=9).map(" ".join)


def slowly(left, right):
    def runs(text):
        words = text.split()
        return set(zip(words, words[1:], words[2:], strict=False)) if len(words) > 2 else set(words)

    a, b = runs(left), runs(right)
    if (len(left.split()) > 2) != (len(right.split()) > 2) or not a | b:
        return 0
    return len(a & b) / len(a | b)


@given(st.lists(few_words, min_size=2, max_size=6))
def test_the_index_is_that_of_python_sets(texts):
    pairs = np.array([(a, b) for a in range(len(texts)) for b in range(a + 1, len(texts))])
    found = jaccard(words_of(texts), pairs)
    assert found.tolist() == pytest.approx([slowly(texts[a], texts[b]) for a, b in pairs])


def test_a_chain_of_copies_is_one_group_named_by_its_first_row():
    texts = ["soup", "a b c d e f", "a b c d e f g", "a b c d e f g h", "x y z"]
    groups = groups_of(words_of(texts), np.array([[1, 2], [2, 3], [3, 4], [0, 1]]))
    assert groups.tolist() == [0, 1, 1, 1, 4]


def test_what_the_graph_does_not_suggest_is_not_compared():
    assert groups_of(words_of(["a b c", "a b c"]), np.empty((0, 2), np.int64)).tolist() == [0, 1]


def test_candidates_are_pairs_near_enough_each_once():
    rows = np.array([[1, 2], [0, -1], [0, 1]])
    similarity = np.array([[0.9, 0.8], [0.9, 1.0], [0.8, 0.86]], np.float32)
    assert candidates(Neighbours(rows, similarity)).tolist() == [[0, 1], [1, 2]]


def test_sketches_of_a_text_with_many_copies_join_them_all():
    texts = [f"please tell me how long one has to boil {n} eggs in a small pot of water" for n in range(60)]
    groups = groups_of(
        words_of(["soup", *texts, "", "tea"]), sketched(words_of(["soup", *texts, "", "tea"]), seed=1)
    )
    assert groups.tolist() == [0, *[1] * 60, 61, 62]


def test_texts_without_words_have_no_sketch():
    assert sketched(words_of(["", ""]), seed=1).shape == (0, 2)


@given(st.lists(few_words, max_size=8))
def test_texts_with_the_same_runs_are_joined_by_their_sketches(texts):
    words = words_of(texts)
    groups = groups_of(words, sketched(words, seed=3))
    for a, one in enumerate(texts):
        for b, other in enumerate(texts[:a]):
            assert one != other or not one or groups[a] == groups[b]
