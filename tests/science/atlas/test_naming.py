"""Names are the words that set an island apart."""

import numpy as np

from gadfly.science.atlas.naming import names_of
from gadfly.science.atlas.words import words_of

SOUP = ["the hot soup with salt", "hot soup and salt", "more salt in the soup", "7 soup salt x"]
BIKE = ["a bicycle chain", "my bicycle chain squeaks", "bicycle chain and bicycle pump", "don't bicycle"]


def named(texts, labels, speaks=None):
    labels = np.array(labels, np.int32)
    speaks = np.ones(len(texts), np.bool_) if speaks is None else np.array(speaks)
    return names_of(words_of(texts), labels, speaks)


def test_an_island_is_called_by_its_own_words_the_weightiest_first():
    others = [f"filler{number}" for number in range(30)]
    soup, bike = named(SOUP + BIKE + others, [0] * 4 + [1] * 4 + [-1] * 30)
    assert set(soup[:3]) <= {"soup", "salt", "hot", "hot soup"}
    assert bike[0] in {"bicycle", "bicycle chain"}


def test_no_term_repeats_a_word_of_another():
    others = [f"filler{number}" for number in range(30)]
    for terms in named(SOUP + BIKE + others, [0] * 4 + [1] * 4 + [-1] * 30):
        words = " ".join(terms).split()
        assert len(words) == len(set(words))


def test_numbers_single_letters_and_the_commonest_words_name_nothing():
    texts = ["the 7 x don't soup"] * 3 + [f"filler{number}" for number in range(30)]
    assert named(texts, [0] * 3 + [-1] * 30) == (("soup",),)


def test_of_copies_one_speaks():
    texts = [*["salt"] * 9, "soup", "soup", *(f"filler{number}" for number in range(30))]
    speaks = [True, *[False] * 8, *[True] * 32]
    assert named(texts, [0] * 11 + [-1] * 30, speaks) == (("soup",),)


def test_without_islands_there_are_no_names():
    assert named(["soup"], [-1]) == ()


def test_an_island_that_nothing_sets_apart_has_no_name():
    assert named(["", ""], [0, 0]) == ((),)


def test_an_island_in_which_only_copies_lie_has_no_name():
    assert named(["soup"], [0], [False]) == ((),)
