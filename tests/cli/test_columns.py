"""Text in columns: nothing is lost, nothing is too wide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.cli.columns import beside, cells, wrapped

texts = st.text(st.sampled_from("ab ,\n日本é\u0301🍳"), max_size=60)
widths = st.integers(2, 30)


@pytest.mark.parametrize(
    ("text", "room"), [("", 0), ("egg", 3), ("卵", 2), ("e\u0301gg", 3), ("🍳", 2), ("a\u200db", 2), ("½", 1)]
)
def test_a_letter_takes_two_cells_or_one_or_none(text: str, room: int):
    assert cells(text) == room


@given(texts, widths)
def test_no_line_is_wider_than_it_may_be(text: str, width: int):
    assert all(cells(line) <= width for line in wrapped(text, width))


@given(texts, widths)
def test_wrapping_loses_nothing_but_blanks(text: str, width: int):
    assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())


@given(st.lists(st.text("ab", min_size=1, max_size=5), min_size=1), st.integers(5, 30))
def test_words_that_fit_are_not_broken(words: list[str], width: int):
    assert " ".join(wrapped(" ".join(words), width)).split() == words


def test_paragraphs_and_their_indents_stay():
    assert wrapped("one\n\n  two three\n\tfour", 8) == ["one", "", "  two", "three", "    four"]


@given(st.lists(st.lists(st.text("a日", max_size=4), max_size=4), min_size=1, max_size=4))
def test_columns_begin_below_each_other(blocks: list[list[str]]):
    rows = beside(blocks, 8, "|")
    assert len(rows) == max(map(len, blocks))
    for row, parts in enumerate(rows):
        found = [cell.rstrip() for cell in parts.split("|")]
        assert found == [block[row] if row < len(block) else "" for block in blocks]
