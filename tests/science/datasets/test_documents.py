"""JSON as a stream: the same values as from a parser that holds it all, and honest about the rest."""

import io
import json
from collections.abc import Iterator
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.datasets.documents import Document, array, documents, lines
from gadfly.science.datasets.report import BadRecord
from gadfly.science.datasets.sources import Limits, SourceError
from gadfly.science.datasets.strict import NotNumber, Repeated
from gadfly.science.datasets.window import Window

SMALL = Limits(record_bytes=40)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
objects = st.lists(st.dictionaries(st.text(), values, max_size=3), max_size=5)


def cut(data: bytes, size: int = 1 << 18) -> Iterator[bytes]:
    return iter([data[at : at + size] for at in range(0, len(data), size)])


def bad(data: bytes, limits: Limits = SMALL) -> list[str]:
    return [str(entry) for entry in documents(cut(data), limits) if isinstance(entry, BadRecord)]


def good(data: bytes, limits: Limits = SMALL) -> list[object]:
    return [entry.value for entry in documents(cut(data), limits) if isinstance(entry, Document)]


@given(objects, st.integers(1, 30), st.booleans(), st.sampled_from([None, 1]))
def test_an_array_gives_its_objects_whatever_the_pieces(found, size, escaped, indent):
    text = json.dumps(found, ensure_ascii=escaped, indent=indent)
    assert good(text.encode(errors="surrogatepass"), Limits()) == found
    read = [entry for entry in array(cut(text.encode(), size), Limits()) if isinstance(entry, Document)]
    assert [entry.value for entry in read] == found


@given(objects, st.integers(1, 30))
def test_a_window_moved_by_single_signs_sees_the_same(found, size):
    window = Window(cut(json.dumps(found, indent=1).encode(), size), step=1)
    seen = []
    while window.visible() in "[,":
        window.step()
        if window.visible() == "{":
            seen.append(window.value(1 << 20)[0])
    assert seen == found
    assert window.line == json.dumps(found, indent=1).count("\n") + 1


@given(objects, st.integers(1, 30), st.sampled_from(["\n", "\r\n", "\n \n"]))
def test_lines_give_their_objects_whatever_the_pieces(found, size, between):
    text = between.join(json.dumps(each, ensure_ascii=False) for each in found)
    read = [entry for entry in lines(cut(text.encode(), size), Limits()) if isinstance(entry, Document)]
    assert [entry.value for entry in read] == found
    assert [entry.record for entry in read] == list(range(1, len(found) + 1))


def test_a_byte_order_mark_is_passed_over():
    assert (
        good(b'\xef\xbb\xbf{"a": 1}\n{"a": 2}')
        == good(b'\xef\xbb\xbf[{"a": 1}, {"a": 2}]')
        == [{"a": 1}, {"a": 2}]
    )


def test_an_empty_file_holds_nothing_and_nothing_bad():
    assert list(documents(cut(b""), SMALL)) == list(documents(cut(b" \n\n"), SMALL)) == []
    assert list(documents(cut(b"[\n]\n"), SMALL)) == []


def test_each_value_knows_its_line():
    (first, second) = documents(cut(b'\n{"a": 1}\n\n{"a": 2}\n'), SMALL)
    assert [(entry.record, entry.line) for entry in (first, second)] == [(1, 2), (2, 4)]
    (first, second) = documents(cut(b'[{"a":\n1},\n\n{"a": 2}]'), SMALL)
    assert [(entry.record, entry.line) for entry in (first, second)] == [(1, 1), (2, 4)]


def test_r36_a_broken_line_costs_that_line_alone():
    data = b'{"a": 1}\n{"a": }\nsoup\n{"a": 2} {}\n\xff\n{"a": 3}\n'
    assert good(data) == [{"a": 1}, {"a": 3}]
    assert bad(data) == [
        "record 2, line 2, column 7: this is not JSON: Expecting value",
        "record 3, line 3, column 1: this is not JSON: Expecting value",
        "record 4, line 4, column 10: this is not JSON: Extra data",
        "record 5, line 5, column 1: the text is not UTF-8",
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'[{"a": 1} {"a": 2}]', "record 2, line 1, column 11: a comma or a closing bracket is missing"),
        (b'[{"a": 1},\n]', "record 2, line 2, column 1: an object is missing here"),
        (b"[1, 2]", "record 1, line 1, column 2: an object is missing here"),
        (b'[{"a": 1},', "record 2, line 1, column 11: the array is cut short"),
        (b'[{"a": 1}', "record 2, line 1, column 10: the array is cut short"),
        (b"[", "record 1, line 1, column 2: the array is cut short"),
        (b'[{"a": 1}]\n[]', "record 2, line 2, column 1: there is more behind the end of the array"),
        (b'[{"a": "so', "record 1, line 1, column 8: this is not JSON: Unterminated string starting at"),
        (b'[{"a": 1},\n {"b" 2, "and": "long enough"}]',
         "record 2, line 2, column 7: this is not JSON: Expecting ':' delimiter"),
        (b'[{"a": "\xff"}]', "record 1, line 1: the text is not UTF-8"),
    ],
)  # fmt: skip
def test_r36_a_broken_array_ends_the_reading_and_says_where(data, reason):
    *_, entry = documents(cut(data), SMALL)
    assert str(entry) == reason
    assert isinstance(entry, BadRecord)
    assert entry.fatal


@pytest.mark.parametrize("form", ["%s\n%s\n%s\n", "[%s,%s,%s]"])
def test_r36_a_record_that_is_too_long_is_refused(form):
    data = (form % ('{"a": 1}', json.dumps({"a": "é" * 20}, ensure_ascii=False), '{"a": 3}')).encode()
    assert good(data) == [{"a": 1}, {"a": 3}]
    assert [each.partition(": ")[2] for each in bad(data)] == [
        "the record is longer than the 40 bytes allowed"
    ]


def test_r36_a_record_without_end_is_given_up_in_little_memory():
    endless = chain([b'[{"a": "'], repeat(b"soup " * 1_000))
    (entry,) = documents(endless, Limits(record_bytes=1_000))
    assert str(entry) == "record 1, line 1, column 2: the record is longer than the 1000 bytes allowed"


@pytest.mark.parametrize("form", [b"%s\n", b"[%s]"])
@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (b'{"a": ' + b"[" * 100_000, "the JSON is nested too deeply"),
        (b'{"a": ' + b"1" * 5_000 + b"}", "a number has too many digits"),
    ],
)
def test_r36_json_made_to_hurt_the_parser_is_refused(form, inside, reason):
    (told,) = bad(form % inside, Limits())
    assert told.endswith(reason)


@pytest.mark.parametrize("size", [1, 7, 1 << 18])
def test_r36_what_stands_before_a_fault_is_read(size):
    def faulty() -> Iterator[bytes]:
        yield from cut(b'[{"a": "\xc3\xa9"}, {"b": "so', size)
        raise SourceError("the gzip file is damaged")

    assert good(b'[{"a": "\xc3\xa9"}, {"b": "\xff"}]') == [{"a": "é"}]
    first, last = documents(faulty(), SMALL)
    assert isinstance(first, Document)
    assert first.value == {"a": "é"}
    assert str(last) == "record 2, line 1: the gzip file is damaged"


def test_r36_a_key_that_stands_twice_and_nan_are_told_apart():
    ((repeated,), (number,)) = (good(b'{"a": 1, "b": 2, "a": 1}'), good(b'{"a": NaN}'))
    assert isinstance(repeated, Repeated)
    assert repeated.key == "a"
    assert isinstance(number, dict)
    assert isinstance(number["a"], NotNumber)


def test_the_position_in_a_long_line_is_that_in_the_file():
    data = b"[" + b'{"a": 1}, ' * 10 + b"oops]"
    window = array(cut(data, 3), SMALL)
    *_, entry = window
    assert isinstance(entry, BadRecord)
    assert entry.column == data.index(b"oops") + 1
    assert io.BytesIO(data).read()[entry.column - 1 :].startswith(b"oops")
