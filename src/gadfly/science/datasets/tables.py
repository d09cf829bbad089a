"""Rows in: those of files that are not ours, whatever their form, each as an object with its place.

JSON lines or an array, CSV (these plain or gzip), Parquet. What a row holds is the caller's to judge.
"""

import codecs
import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from gadfly.science.datasets.documents import Document, documents
from gadfly.science.datasets.report import BadRecord, DatasetError
from gadfly.science.datasets.sources import GZIP, PARQUET, Limits, SourceError, bounded, pieces_of, unzipped

LIMITS = Limits(record_bytes=1_000_000, unpacked_bytes=500_000_000)
"""Of one row and of a file, unpacked. The longest line of the public pairs has some twenty thousand."""

PARQUET_ROWS = 256

_BLANK = b"\xef\xbb\xbf \t\r\n"


class TableError(DatasetError):
    """Rows cannot be read. The text is one sentence with the file's name and, where known, the place."""


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
            for found in _documents(file, limits):
                yield _row(found, path.name)
    except OSError as error:
        raise TableError(f"{path.name} cannot be read: {error.strerror}.") from error


def _documents(file: BinaryIO, limits: Limits) -> Iterator[Document | BadRecord]:
    start, pieces = pieces_of(file)
    if start.startswith(PARQUET):
        return parquet_documents(file, limits)
    plain = unzipped(pieces, limits) if start.startswith(GZIP) else bounded(pieces, limits)
    return json_or_csv(plain, limits)


def _row(found: Document | BadRecord, name: str) -> Row:
    place = f"{name}, row {found.record}" if found.line is None else f"{name}, line {found.line}"
    if isinstance(found, BadRecord):
        raise TableError(f"{place}: {found.reason}.")
    if type(found.value) is not dict:
        raise TableError(f"{place}: a row must be an object.")
    return Row(place, found.value)


def json_or_csv(plain: Iterator[bytes], limits: Limits) -> Iterator[Document | BadRecord]:
    """Yield the values of JSON, or where the text begins otherwise, the rows of CSV."""
    try:
        first = next(plain, b"")
    except SourceError as error:
        return iter([BadRecord(1, str(error), 1, fatal=True)])
    is_json = first.lstrip(_BLANK)[:1] in {b"{", b"[", b""}
    return (documents if is_json else csv_documents)(chain([first], plain), limits)


def csv_documents(pieces: Iterator[bytes], limits: Limits) -> Iterator[Document | BadRecord]:
    """Yield the rows below the header; a row of more or fewer cells is bad, the next is read all the same."""
    reader = csv.reader(_lines(pieces, limits.record_bytes), strict=True)
    header = next(_cells(reader), [])
    if isinstance(header, BadRecord):
        yield header
        return
    for record, found in enumerate(_cells(reader), 1):
        if isinstance(found, BadRecord):
            yield BadRecord(record, found.reason, found.line, fatal=True)
        elif len(found) == len(header):
            row = dict(zip(header, found, strict=True))
            yield Document(record, reader.line_num, sum(map(len, found)), row)
        elif found:
            there = f"the row has {len(found)} cells, the header {len(header)}"
            yield BadRecord(record, there, reader.line_num)


def _cells(reader: Any) -> Iterator[list[str] | BadRecord]:  # noqa: ANN401 -- csv names its reader privately
    """Yield each row's cells; what cannot be read any further is bad and the last."""
    try:
        yield from reader
    except UnicodeDecodeError:
        yield BadRecord(1, "the text is not UTF-8", reader.line_num + 1, fatal=True)
    except SourceError as error:
        yield BadRecord(1, str(error), reader.line_num + 1, fatal=True)
    except csv.Error as error:
        yield BadRecord(1, f"this is not CSV: {error}", reader.line_num, fatal=True)


def _lines(pieces: Iterator[bytes], longest: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    begun = ""
    for piece in pieces:
        *lines, begun = (begun + decoder.decode(piece)).split("\n")
        yield from (f"{line}\n" for line in lines)
        if len(begun) > longest:
            raise SourceError(f"a line is longer than the {longest} characters allowed")
    if last := begun + decoder.decode(b"", final=True):
        yield last


def parquet_documents(file: BinaryIO, limits: Limits) -> Iterator[Document | BadRecord]:
    """Yield the rows of a Parquet file of any columns."""
    import pyarrow as pa  # noqa: PLC0415 -- takes 60 MB
    import pyarrow.parquet as pq  # noqa: PLC0415 -- likewise

    from gadfly.science.datasets.parquet import check_sizes  # noqa: PLC0415 -- likewise

    read = 0
    try:
        source = pq.ParquetFile(file)
        check_sizes(source.metadata, limits)
        for batch in source.iter_batches(PARQUET_ROWS):
            size = batch.nbytes // max(len(batch), 1)
            for row in batch.to_pylist():
                read += 1
                yield Document(read, None, size, row)
    except SourceError as error:
        yield BadRecord(read + 1, str(error), fatal=True)
    except (pa.ArrowException, OSError) as error:
        yield BadRecord(read + 1, f"the Parquet file is damaged: {ascii(str(error))[:200]}", fatal=True)
