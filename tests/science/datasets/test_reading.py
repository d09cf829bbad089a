"""Reading: recognised by content, in order, honest about what is bad, in constant memory (R36)."""

import gzip
import io
import json
import tracemalloc
from itertools import repeat
from pathlib import Path

import pytest

from gadfly.science.datasets import (
    AttackRecord,
    BadRecord,
    Form,
    Layout,
    Limits,
    UnreadableError,
    check,
    pieces,
    read,
    scan,
    write,
)
from tests.science.datasets.records import FULL, RELEASED

GOOD = json.dumps(RELEASED)
BAD = json.dumps(RELEASED | {"rating": 9})


def lines(*each: str) -> io.BytesIO:
    return io.BytesIO("".join(f"{line}\n" for line in each).encode())


def kinds(entries) -> str:
    return "".join("-" if isinstance(entry, BadRecord) else "+" for entry in entries)


class Endless(io.BytesIO):
    """A file of `count` equal lines that is never in memory as a whole."""

    def __init__(self, line: bytes, count: int) -> None:
        super().__init__()
        self._blocks = repeat(line * 100, count // 100)

    def read(self, _size: int | None = -1, /) -> bytes:
        return next(self._blocks, b"")


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("packed", [False, True])
def test_the_form_is_recognised_by_the_content(tmp_path: Path, form, layout, packed):
    path = tmp_path / "attacks.csv"
    path.write_bytes(b"".join(pieces([FULL] * 3, form=form, layout=layout, gzip=packed)))
    assert check(path).good == 3


def test_parquet_is_recognised_by_the_content(tmp_path: Path):
    write(tmp_path / "attacks.parquet", [FULL], form=Form.NATIVE)
    path = (tmp_path / "attacks.parquet").rename(tmp_path / "attacks.jsonl.gz")
    with path.open("rb") as file:
        assert list(read(file)) == list(read(path)) == list(read(str(path))) == [FULL]


def test_an_array_named_like_lines_is_read():
    data = gzip.compress(f"[{GOOD}, {GOOD}]".encode())
    assert check(io.BytesIO(data)).good == 2


def test_an_open_file_stays_open():
    file = lines(GOOD)
    assert kinds(scan(file)) == "+"
    assert not file.closed


def test_a_file_that_is_not_there_is_told_as_such(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        next(read(tmp_path / "none.jsonl"))


def test_entries_come_in_the_order_of_the_file():
    assert kinds(scan(lines(GOOD, BAD, GOOD, "soup", GOOD, "[]", BAD, GOOD))) == "+-+-+--+"


def test_r36_nothing_is_yielded_from_the_first_bad_record_on():
    entries = read(lines(GOOD, GOOD, BAD, GOOD, "soup", GOOD))
    assert [next(entries).member, next(entries).member] == [7, 7]
    with pytest.raises(UnreadableError) as caught:
        next(entries)
    report = caught.value.report
    assert (report.good, report.bad_count, report.whole, report.sound) == (4, 2, True, False)
    assert str(caught.value) == (
        "4 good, 2 bad\n"
        "record 3, line 3: rating must be a whole number from 0 to 4, or null\n"
        "record 5, line 5, column 1: this is not JSON: Expecting value"
    )


def test_the_caller_may_go_on_without_the_bad():
    refused: list[BadRecord] = []
    records = list(read(lines(GOOD, BAD, GOOD), on_bad=refused.append))
    assert len(records) == 2
    assert [bad.record for bad in refused] == [2]


def test_r36_bad_records_are_counted_and_the_first_of_them_described():
    report = check(lines(*[GOOD, BAD] * 500), keep=3)
    assert (report.good, report.bad_count, [bad.record for bad in report.bad]) == (500, 500, [2, 4, 6])
    assert str(report).endswith(
        "record 6, line 6: rating must be a whole number from 0 to 4, or null\nand 497 more"
    )


def test_r36_reading_that_could_not_go_on_says_so():
    report = check(io.BytesIO(f"[{GOOD}, {GOOD}".encode()))
    assert (report.good, report.whole) == (2, False)
    assert str(report).splitlines()[0] == "2 good, 1 bad; the rest could not be read"


def test_a_sound_file_says_how_much_it_holds():
    report = check(lines(GOOD, GOOD))
    assert report.sound
    assert str(report) == "2 good, 0 bad"


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (gzip.compress((GOOD + "\n").encode() * 9_000), "more than 100 times its size"),
        (gzip.compress((GOOD + "\n").encode() * 900)[:-9], "cut short"),
        (b"\x1f\x8bsoup", "damaged"),
    ],
)
def test_r36_a_gzip_file_that_is_not_right_ends_the_reading(packed, reason):
    report = check(io.BytesIO(packed))
    assert not report.whole
    assert reason in report.bad[-1].reason


def test_r36_the_limits_are_the_callers():
    assert kinds(scan(lines(GOOD), limits=Limits(record_bytes=len(GOOD)))) == "+"
    assert kinds(scan(lines(GOOD), limits=Limits(record_bytes=len(GOOD) - 1))) == "-"
    assert not check(lines(GOOD, GOOD), limits=Limits(unpacked_bytes=len(GOOD))).whole


def test_a_table_is_no_dataset():
    report = check(io.BytesIO(b"question,rating\nSoup?,4\n"))
    assert (report.good, report.bad_count) == (0, 2)


def test_one_file_has_one_form():
    native = b"".join(pieces([FULL], form=Form.NATIVE)).decode().strip()
    first, second = scan(lines(GOOD, native))
    assert [isinstance(entry, AttackRecord) for entry in (first, second)] == [False, True]
    assert str(first) == "record 1, line 1: dialogue is missing"


@pytest.mark.parametrize("line", [GOOD, BAD, "soup", "{" * 1_400])
def test_r36_memory_does_not_grow_with_the_file(line):
    def peak(count: int) -> int:
        tracemalloc.start()
        report = check(Endless(f"{line}\n".encode(), count))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert report.good + report.bad_count == count
        return found

    peak(500)  # what is made once is not counted
    assert peak(8_000) < 2 * peak(1_000)


def test_r36_a_reader_that_stops_early_closes_the_file(tmp_path: Path):
    write(tmp_path / "a.jsonl", [FULL] * 3)
    entries = read(tmp_path / "a.jsonl")
    next(entries)
    del entries  # a file left open would be a warning, and warnings are errors here
