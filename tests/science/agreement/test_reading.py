"""A file of ratings is read whole, or what is wrong with it is named: file, line, column, reason."""

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gadfly.science.agreement import Columns, Level, RatingsError, read_ratings
from gadfly.science.agreement.reading import DESCRIBED

COLUMNS = Columns("item", "rater", "value", "gold")
HEAD = "item,rater,value,gold"
GOOD = ["a,x,1,2", "a,y,2,2", "b,x,,"]


def read(path, text, level=Level.ORDINAL, **but):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_ratings(path, COLUMNS, level, **but)


def test_values_that_are_missing_are_counted_and_are_no_ratings(tmp_path):
    found = read(tmp_path / "r.csv", "\n".join(["\ufeff" + HEAD, *GOOD, ""]))
    assert (len(found.ratings), found.missing, found.misread, found.gold) == (2, 1, 0, {"a": 2.0})
    assert found.ratings.values == (1.0, 2.0)


def test_json_may_hold_numbers_null_and_words(tmp_path):
    rows = ('{"item": 1, "rater": "x", "value": "no", "gold": null}',
            '{"item": 1, "rater": "y", "value": null, "gold": 1}')  # fmt: skip
    text = "\n".join(rows)
    found = read(tmp_path / "r.jsonl", text, Level.NOMINAL)
    assert (found.ratings.items, found.ratings.values, found.missing, found.gold) == (("1",), ("no",), 1, {})


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,x,many,", "r.csv, line 5, column value: must be a number"),
        ("a,x,nan,", "r.csv, line 5, column value: must be a number"),
        ("a,x,1,2", "r.csv, line 5, column item: rater x rated item a before"),
        ("a,z,1,3", "r.csv, line 5, column gold: item a was 2.0 before"),
        (",x,1,", "r.csv, line 5, column item: must be text or a number"),
        ("a,x", "r.csv, line 5: the row has 2 cells, the header 4"),
        ('"a"b,x,1,', "r.csv, line 5: no CSV"),
    ],
)
def test_a_bad_row_of_csv_is_named_and_reading_goes_on_behind_it_when_asked(tmp_path, row, said):
    text = "\n".join([HEAD, *GOOD, row, "c,x,1,"])
    with pytest.raises(RatingsError) as refused:
        read(tmp_path / "r.csv", text)
    assert str(refused.value).startswith(said)
    bad: list[object] = []
    found = read(tmp_path / "r.csv", text, on_bad=bad.append)
    assert (len(found.ratings), found.misread, len(bad)) == (3, 1, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{]", "r.csv, line 1, column 2: this is not JSON"),
        ('{"item": "a", "rater": "x"}', "r.csv, line 1, column value: is not there"),
        ('{"item": true, "rater": "x", "value": 1}', "column item: must be text or a number"),
        ('{"item": "a", "rater": "x", "value": [1]}', "column value: must be a number"),
        ("[3]", "r.csv, line 1"),
        ("3\n", "r.csv has no column item. It has: 3."),
        (HEAD, "r.csv holds no ratings."),
        ("", "r.csv has no column item. It has: ."),
        (b"item,rater,value,gold\n\xff,x,1,\n", "the text is not UTF-8"),
        (
            gzip.compress(HEAD.encode(), mtime=0)[:-6],
            "r.csv: the gzip file is cut short; the rest was not read",
        ),
        (b"PAR1 and nothing", "r.csv, row 1: the Parquet file is damaged"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(tmp_path, text, said):
    with pytest.raises(RatingsError) as refused:
        read(tmp_path / "r.csv", text)
    assert said in str(refused.value)


def test_a_row_of_json_that_is_no_object_is_named(tmp_path):
    text = '{"item": "a", "rater": "x", "value": 1, "gold": 1}\n3\n'
    with pytest.raises(RatingsError, match="line 2: a row must be an object"):
        read(tmp_path / "r.jsonl", text)


def test_names_that_are_neither_text_nor_numbers_are_refused_as_values_too(tmp_path):
    text = '{"item": "a", "rater": "x", "value": [1], "gold": 1}'
    with pytest.raises(RatingsError, match="column value: must be text or a number"):
        read(tmp_path / "r.jsonl", text, Level.NOMINAL)


def test_only_the_first_bad_rows_are_described_and_all_are_counted(tmp_path):
    text = "\n".join([HEAD, *(f"a{n},x,many," for n in range(DESCRIBED + 3))])
    with pytest.raises(RatingsError, match=r"and 3 more$"):
        read(tmp_path / "r.csv", text)


def test_words_must_be_in_the_order_given(tmp_path):
    with pytest.raises(RatingsError, match="column value: 1 is not in the order given"):
        read(tmp_path / "r.csv", "\n".join([HEAD, *GOOD]), order=("low", "high"))


GROUPED = Columns("item", "rater", "value", group="group")


def test_the_group_of_a_rater_is_read_where_it_is_said(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("item,rater,value,group\na,x,1,experts\na,y,2,\nb,x,1,\n")
    assert read_ratings(path, GROUPED, Level.ORDINAL).groups == {"x": "experts"}


@pytest.mark.parametrize(
    ("group", "said"), [('"crowd"', "rater x was in experts before"), ("true", "must be text or a number")]
)
def test_a_rater_is_in_one_group_which_has_a_name(tmp_path, group, said):
    rows = ['{"item": "a", "rater": "x", "value": 1, "group": "experts"}',
            f'{{"item": "b", "rater": "x", "value": 1, "group": {group}}}']  # fmt: skip
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join(rows))
    with pytest.raises(RatingsError, match=f"line 2, column group: {said}"):
        read_ratings(path, GROUPED, Level.ORDINAL)


def test_parquet_lacking_a_column_says_what_it_has(tmp_path):
    path = tmp_path / "r.parquet"
    pq.write_table(pa.table({"item": ["a"], "who": ["x"]}), path)
    with pytest.raises(RatingsError, match=r"r.parquet has no column rater. It has: item, who\."):
        read_ratings(path, COLUMNS, Level.NOMINAL)
