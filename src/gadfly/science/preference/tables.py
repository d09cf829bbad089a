"""Rows of a file, whatever its form: JSON lines or an array, CSV (these plain or gzip), Parquet.

What a row holds is the caller's to judge; here stands where it is, so that a bad one can be named.
"""

import codecs
import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from gadfly.science.datasets.documents import documents
from gadfly.science.datasets.report import BadRecord
from gadfly.science.datasets.sources import GZIP, PARQUET, Limits, SourceError, bounded, pieces_of, unzipped

LIMITS = Limits(record_bytes=1_000_000, unpacked_bytes=500_000_000)
"""Of one row and of a file, unpacked. The longest line of the public pairs has some twenty thousand."""

PARQUET_ROWS = 256

_BLANK = b"\xef\xbb\xbf \t\r\n"


class TableError(Exception):
    """A file cannot be read. The text is one sentence with the file's name and, where known, the place."""


class Row(NamedTuple):
    """What a row holds, and where it stands: "pairs.jsonl, line 3"."""

    place: str
    values: dict[str, Any]


def rows(path: Path, *, limits: Limits = LIMITS) -> Iterator[Row]:
    """Yield the rows of a file in order, its form recognised by the content.

    Memory does not grow with the file. Raises TableError at the first row that cannot be read.
    """
    try:
        with path.open("rb") as file:
            yield from _rows(file, path.name, limits)
    except SourceError as error:
        raise TableError(f"{path.name}: {error}.") from error
    except OSError as error:
        raise TableError(f"{path.name} cannot be read: {error.strerror}.") from error


def _rows(file: BinaryIO, name: str, limits: Limits) -> Iterator[Row]:
    start, pieces = pieces_of(file)
    if start.startswith(PARQUET):
        yield from _in_parquet(file, name, limits)
        return
    plain = unzipped(pieces, limits) if start.startswith(GZIP) else bounded(pieces, limits)
    first = next(plain, b"")
    whole = chain([first], plain)
    yield from (_in_json if first.lstrip(_BLANK)[:1] in {b"{", b"["} else _in_csv)(whole, name, limits)


def _in_json(pieces: Iterator[bytes], name: str, limits: Limits) -> Iterator[Row]:
    for found in documents(pieces, limits):
        place = f"{name}, line {found.line}"
        if isinstance(found, BadRecord):
            raise TableError(f"{place}: {found.reason}.")
        if type(found.value) is not dict:
            raise TableError(f"{place}: a row must be an object.")
        yield Row(place, found.value)


def _in_csv(pieces: Iterator[bytes], name: str, limits: Limits) -> Iterator[Row]:
    reader = csv.DictReader(_text_lines(pieces, limits.record_bytes), strict=True)
    try:
        for values in reader:
            place = f"{name}, line {reader.line_num}"
            if None in values or None in values.values():
                raise TableError(f"{place}: the row has more or fewer cells than the header.")
            yield Row(place, dict(values))
    except (csv.Error, UnicodeDecodeError) as error:
        what = "the text is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"no CSV ({error})"
        raise TableError(f"{name}, line {reader.line_num + 1}: {what}.") from error


def _text_lines(pieces: Iterator[bytes], longest: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    begun = ""
    for piece in pieces:
        *lines, begun = (begun + decoder.decode(piece)).split("\n")
        yield from (f"{line}\n" for line in lines)
        if len(begun) > longest:
            raise SourceError(f"a line is longer than the {longest} characters allowed")
    yield begun + decoder.decode(b"", final=True)


def _in_parquet(file: BinaryIO, name: str, limits: Limits) -> Iterator[Row]:
    import pyarrow as pa  # noqa: PLC0415 -- takes 60 MB
    import pyarrow.parquet as pq  # noqa: PLC0415 -- likewise

    from gadfly.science.datasets.parquet import check_sizes  # noqa: PLC0415 -- likewise

    read = 0
    try:
        source = pq.ParquetFile(file)
        check_sizes(source.metadata, limits)
        for batch in source.iter_batches(PARQUET_ROWS):
            for values in batch.to_pylist():
                read += 1
                yield Row(f"{name}, row {read}", values)
    except pa.ArrowException as error:
        raise TableError(f"{name}, row {read + 1}: the Parquet file is damaged.") from error
