"""Words are known by number, the rare ones count more, and no text is of another length than 1."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.preference.bag import FEWEST, NO_WORDS, bag_of, words_of

TEXTS = ["Gladly, bread."] * FEWEST + ["Bread, then."] * FEWEST + ["Seldom said."] * (FEWEST - 1)


def test_words_that_stand_in_few_texts_are_not_known():
    known = bag_of(TEXTS)
    assert set(known.words) == words_of("gladly bread then . ,")
    rarity = dict(zip(known.words, known.rarities, strict=True))
    (gladly,), (bread,) = words_of("gladly"), words_of("BREAD")
    assert rarity[gladly] == pytest.approx(np.log(len(TEXTS) / FEWEST), abs=1e-4)
    assert rarity[gladly] > rarity[bread]


def test_a_word_counts_once_and_case_does_not():
    known = bag_of(TEXTS)
    one, other = known.rows(["Gladly gladly bread", "bread, GLADLY".replace(",", "")])
    assert (one == other).all()


@given(st.lists(st.text(max_size=30), max_size=5))
def test_a_row_has_length_one_or_no_word(texts):
    norms = np.linalg.norm(bag_of(TEXTS).rows([*texts, "bread"]), axis=1)
    assert np.all(np.isclose(norms, 1) | (norms == 0))
    assert norms[-1] == pytest.approx(1)


def test_who_knows_no_word_has_no_numbers():
    assert NO_WORDS.rows(["bread", ""]).shape == (2, 0)
