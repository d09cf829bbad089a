"""Words and their runs are those a plain loop finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.atlas.words import words_of

few_words = st.lists(st.lists(st.sampled_from("abc"), max_size=6).map(" ".join), max_size=5)


def spelt(words, row):
    return [words.names[one] for one in words.ids[words.starts[row] : words.starts[row + 1]]]


def test_words_are_letters_and_digits_in_lower_case():
    assert spelt(words_of(["Don't over-salt 2 soups!"]), 0) == ["don", "t", "over", "salt", "2", "soups"]


def test_without_digits_all_numbers_of_a_length_are_alike():
    assert spelt(words_of(["boil 12 eggs"], digits=False), 0) == ["boil", "00", "eggs"]


def test_only_the_beginning_of_a_long_text_is_read():
    assert spelt(words_of(["a b c d"], longest=2), 0) == ["a", "b"]


@given(few_words, st.integers(1, 5))
def test_runs_are_those_of_a_plain_loop(texts, n):
    words = words_of(texts)
    runs = words.runs(n)
    expected = [
        (row, tuple(text.split()[at : at + n]))
        for row, text in enumerate(texts)
        for at in range(len(text.split()) - n + 1)
    ]
    found = [tuple(words.names[one] for one in words.ids[at : at + n]) for at in runs.at]
    assert list(zip(runs.texts.tolist(), found, strict=True)) == expected
    assert len(set(runs.codes.tolist())) == len({run for _, run in expected})
    assert len(set(zip(runs.codes.tolist(), found, strict=True))) == len(set(found))


def test_no_texts_have_no_words():
    words = words_of([])
    assert (words.count, len(words.ids), words.starts.tolist()) == (0, 0, [0])
    assert isinstance(words.runs(3).codes, np.ndarray)
