"""Ratings from a file, one row a rating: CSV, JSON lines or an array (plain or gzip), Parquet."""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from math import isfinite, nan
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from gadfly.science.agreement.ratings import Level, Rating, Ratings, ratings_of
from gadfly.science.datasets.documents import documents
from gadfly.science.datasets.report import BadRecord
from gadfly.science.datasets.sources import GZIP, PARQUET, Limits, SourceError, bounded, pieces_of, unzipped

LIMITS = Limits(record_bytes=1_000_000)
DESCRIBED = 20
"""Misread rows that are described; the others are counted."""
PARQUET_ROWS = 8_192
_BLANK = b"\xef\xbb\xbf \t\r\n"


class Columns(NamedTuple):
    """Which columns hold what, in every row.

    `gold`, where there is one, holds what the item truly is, `group` the group the rater is in; both may
    be empty.
    """

    item: str
    rater: str
    value: str
    gold: str | None = None
    group: str | None = None


class Misread(NamedTuple):
    """One place that holds no rating: the file and line ("ratings.csv, line 3"), the column, the reason."""

    place: str
    column: str | None
    reason: str

    def __str__(self) -> str:
        """Say it in one line."""
        where = self.place if self.column is None else f"{self.place}, column {self.column}"
        return f"{where}: {self.reason}"


class RatingsError(Exception):
    """A file holds rows that are no ratings, or none at all. The text says which, a line each."""


class Found(NamedTuple):
    """What a file holds: ratings, items' true values, rows without a value, rows left out, raters' groups."""

    ratings: Ratings
    gold: dict[str, str | float]
    missing: int
    misread: int
    groups: dict[str, str]


class _Row(NamedTuple):
    place: str
    values: dict[str, Any]


def read_ratings(
    path: Path,
    columns: Columns,
    level: Level,
    *,
    order: Sequence[str] = (),
    on_bad: Callable[[Misread], object] | None = None,
) -> Found:
    """Return the ratings of a file. A row whose value is empty or null is missing, and counted.

    `order` names the values from low to high where they are words. Raises RatingsError where a row
    is unreadable, unless `on_bad` is there to be told of each, and where no rating is left.
    """
    reader = _Reader(columns, level, frozenset(order))
    bad: list[Misread] = []
    found: list[Rating] = []
    misread = 0
    for entry in _entries(path, columns, reader):
        if isinstance(entry, Rating):
            found.append(entry)
            continue
        misread += 1
        if on_bad:
            on_bad(entry)
        elif len(bad) < DESCRIBED:
            bad.append(entry)
    if bad:
        raise RatingsError("\n".join([*map(str, bad), *_unsaid(misread - len(bad))]))
    if not found:
        raise RatingsError(f"{path.name} holds no ratings.")
    return Found(ratings_of(found, order=order), reader.gold, reader.missing, misread, reader.groups)


def _unsaid(more: int) -> list[str]:
    return [f"and {more} more"] if more else []


class _Reader:
    """Turns rows into ratings and remembers which were there."""

    def __init__(self, columns: Columns, level: Level, order: frozenset[str]) -> None:
        self.columns = columns
        self.gold: dict[str, str | float] = {}
        self.groups: dict[str, str] = {}
        self.missing = 0
        self._numbers = level is not Level.NOMINAL and not order
        self._order = order
        self._seen: set[tuple[str, str]] = set()

    def rating(self, values: dict[str, Any]) -> Rating | None:
        """Return the rating of a row; None where its value is missing. Raises _UnfitError."""
        item = self._name(values, self.columns.item)
        rater = self._name(values, self.columns.rater)
        value = self._value(values, self.columns.value)
        if value is None:
            self.missing += 1
            return None
        if (item, rater) in self._seen:
            raise _UnfitError(self.columns.item, f"rater {rater} rated item {item} before")
        if self.columns.gold is not None:
            truth = self._value(values, self.columns.gold)
            if truth is not None and self.gold.setdefault(item, truth) != truth:
                raise _UnfitError(self.columns.gold, f"item {item} was {self.gold[item]} before")
        if self.columns.group is not None:
            self._group(rater, self._cell(values, self.columns.group), self.columns.group)
        self._seen.add((item, rater))
        return Rating(item, rater, value)

    def _group(self, rater: str, found: object, column: str) -> None:
        if found is None or found == "":
            return
        if isinstance(found, bool) or not isinstance(found, str | int | float):
            raise _UnfitError(column, "must be text or a number")
        if self.groups.setdefault(rater, str(found)) != str(found):
            raise _UnfitError(column, f"rater {rater} was in {self.groups[rater]} before")

    @staticmethod
    def _cell(values: dict[str, Any], column: str) -> object:
        if column not in values:
            raise _UnfitError(column, "is not there")
        return values[column]

    def _name(self, values: dict[str, Any], column: str) -> str:
        found = self._cell(values, column)
        if isinstance(found, bool) or not isinstance(found, str | int | float) or found == "":
            raise _UnfitError(column, "must be text or a number")
        return str(found)

    def _value(self, values: dict[str, Any], column: str) -> str | float | None:
        found = self._cell(values, column)
        if found is None or found == "":
            return None
        if self._numbers:
            with suppress(ValueError):
                number = float(found) if isinstance(found, str | int | float) else nan
                if isfinite(number):
                    return number
            raise _UnfitError(column, "must be a number")
        if not isinstance(found, str | int | float):
            raise _UnfitError(column, "must be text or a number")
        if self._order and str(found) not in self._order:
            raise _UnfitError(column, f"{found} is not in the order given")
        return str(found)


class _UnfitError(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


def _entries(path: Path, columns: Columns, reader: _Reader) -> Iterator[Rating | Misread]:
    for row in _rows(path, columns):
        if isinstance(row, Misread):
            yield row
            continue
        try:
            rating = reader.rating(row.values)
        except _UnfitError as unfit:
            yield Misread(row.place, unfit.column, unfit.reason)
        else:
            if rating is not None:
                yield rating


def _rows(path: Path, columns: Columns) -> Iterator[_Row | Misread]:
    try:
        with path.open("rb") as file:
            start, pieces = pieces_of(file)
            if start.startswith(PARQUET):
                yield from _in_parquet(file, path.name, columns)
                return
            plain = unzipped(pieces, LIMITS) if start.startswith(GZIP) else bounded(pieces, LIMITS)
            first = next(plain, b"")
            whole = chain([first], plain)
            if first.lstrip(_BLANK)[:1] in {b"{", b"["}:
                yield from _in_json(whole, path.name)
            else:
                yield from _in_csv(whole, path.name, columns)
    except SourceError as error:
        yield Misread(path.name, None, f"{error}; the rest was not read")
    except OSError as error:
        raise RatingsError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _in_json(pieces: Iterable[bytes], name: str) -> Iterator[_Row | Misread]:
    for found in documents(iter(pieces), LIMITS):
        place = f"{name}, line {found.line}"
        if isinstance(found, BadRecord):
            yield Misread(place, None if found.column is None else str(found.column), found.reason)
        elif type(found.value) is not dict:
            yield Misread(place, None, "a row must be an object")
        else:
            yield _Row(place, found.value)


def _in_csv(pieces: Iterable[bytes], name: str, columns: Columns) -> Iterator[_Row | Misread]:
    reader = csv.reader(_lines(pieces), strict=True)
    head: list[str] | None = None
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Misread(f"{name}, line {reader.line_num}", None, f"no CSV ({error})")
            continue
        except UnicodeDecodeError:
            place = f"{name}, line {reader.line_num + 1} or later"
            yield Misread(place, None, "the text is not UTF-8; the rest was not read")
            return
        if cells is None:
            return
        if head is None:
            head = cells
            _check_columns(head, name, columns)
        elif len(cells) == len(head):
            yield _Row(f"{name}, line {reader.line_num}", dict(zip(head, cells, strict=True)))
        elif cells:
            counts = f"the row has {len(cells)} cells, the header {len(head)}"
            yield Misread(f"{name}, line {reader.line_num}", None, counts)


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    begun = ""
    for piece in pieces:
        *lines, begun = (begun + decoder.decode(piece)).split("\n")
        yield from (f"{line}\n" for line in lines)
    yield begun + decoder.decode(b"", final=True)


def _in_parquet(file: BinaryIO, name: str, columns: Columns) -> Iterator[_Row | Misread]:
    import pyarrow as pa  # noqa: PLC0415 -- takes 60 MB
    import pyarrow.parquet as pq  # noqa: PLC0415 -- likewise

    read = 0
    try:
        source = pq.ParquetFile(file)
        wanted = [column for column in columns if column is not None]
        _check_columns(source.schema_arrow.names, name, columns)
        for batch in source.iter_batches(PARQUET_ROWS, columns=wanted):
            for values in batch.to_pylist():
                read += 1
                yield _Row(f"{name}, row {read}", values)
    except pa.ArrowException as error:
        place = f"{name}, row {read + 1}"
        yield Misread(place, None, f"the Parquet file is damaged ({ascii(str(error))[:100]})")


def _check_columns(head: Sequence[str], name: str, columns: Columns) -> None:
    lacking = [column for column in columns if column is not None and column not in head]
    if lacking:
        raise RatingsError(f"{name} has no column {lacking[0]}. It has: {', '.join(map(str, head))}.")
