"""Reading: from the bytes of a file, recognised by what they are, to attacks and bad records."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from gadfly.science.datasets.documents import Document, documents
from gadfly.science.datasets.foreign import GRT_MARK, Columns, Foreign
from gadfly.science.datasets.misfits import MisfitError
from gadfly.science.datasets.native import MARK, Native
from gadfly.science.datasets.record import AttackRecord
from gadfly.science.datasets.released import Released
from gadfly.science.datasets.report import KEPT, BadRecord, Report, UnreadableError, report_of
from gadfly.science.datasets.sources import (
    DEFAULT,
    GZIP,
    PARQUET,
    Limits,
    bounded,
    pieces_of,
    unzipped,
)
from gadfly.science.datasets.tables import json_or_csv, parquet_documents

Source = str | PathLike[str] | BinaryIO
Entry = AttackRecord | BadRecord
Codec = Released | Native | Foreign
BATCH = 32
"""Enough for columns to pay, few enough that the collector of garbage does not walk over them all."""
BATCH_BYTES = 1 << 20


def scan(source: Source, *, limits: Limits = DEFAULT, columns: Columns | None = None) -> Iterator[Entry]:
    """Yield every record of `source` in order, as an attack or as what is wrong with it.

    With `columns`, even empty ones, any rows are taken as `foreign` reads them: CSV, JSON, Parquet.

    The form is recognised by the content: Parquet, JSON lines or a JSON array, these two plain or
    gzip, with released or native fields. Memory does not grow with the file. `source` is a path or
    an open binary file. Raises OSError, and with `columns` ColumnError.
    """
    with _opened(source) as file:
        start, pieces = pieces_of(file)
        if start.startswith(PARQUET):
            yield from _parquet(file, limits, columns)
            return
        plain = unzipped(pieces, limits) if start.startswith(GZIP) else bounded(pieces, limits)
        yield from _attacks(_documents(plain, limits, csv=columns is not None), columns)


def _parquet(file: BinaryIO, limits: Limits, columns: Columns | None) -> Iterator[Entry]:
    import pyarrow.parquet as pq  # noqa: PLC0415 -- pyarrow takes 60 MB

    from gadfly.science.datasets import parquet  # noqa: PLC0415 -- likewise

    if columns is None or (not columns and _is_native(pq, file)):
        yield from parquet.scan(file, limits)
    else:
        yield from _attacks(parquet_documents(file, limits), columns)


def _is_native(pq: Any, file: BinaryIO) -> bool:  # noqa: ANN401 -- pyarrow has no types
    file.seek(0)
    try:
        return MARK in pq.read_schema(file).names
    except (OSError, ValueError):
        return True
    finally:
        file.seek(0)


def _documents(plain: Iterator[bytes], limits: Limits, *, csv: bool) -> Iterator[Document | BadRecord]:
    """Yield the values of JSON, or where `csv` is allowed and this is none, the rows of CSV."""
    return (json_or_csv if csv else documents)(plain, limits)


def read(
    source: Source,
    *,
    limits: Limits = DEFAULT,
    keep: int = KEPT,
    on_bad: Callable[[BadRecord], object] | None = None,
) -> Iterator[AttackRecord]:
    """Yield the attacks of `source` as long as all is well.

    From the first bad record on nothing is yielded any more: the rest is only checked, and
    `UnreadableError` carries the report on it, with the first `keep` bad records described. With
    `on_bad` reading goes on instead, and each bad record is handed to it.
    """
    good = 0
    entries = scan(source, limits=limits)
    for entry in entries:
        if isinstance(entry, AttackRecord):
            good += 1
            yield entry
        elif on_bad:
            on_bad(entry)
        else:
            rest = report_of(_with(entry, entries), keep=keep)
            raise UnreadableError(Report(good + rest.good, rest.bad, rest.bad_count, rest.whole))


def _with(entry: Entry, entries: Iterator[Entry]) -> Iterator[Entry]:
    yield entry
    yield from entries


def check(source: Source, *, limits: Limits = DEFAULT, keep: int = KEPT) -> Report:
    """Read `source` to its end and count what is good and bad, describing the first `keep` bad records."""
    return report_of(scan(source, limits=limits), keep=keep)


def _opened(source: Source) -> AbstractContextManager[BinaryIO]:
    if isinstance(source, str | PathLike):
        return Path(source).open("rb")
    return nullcontext(source)


def _attacks(found: Iterator[Document | BadRecord], columns: Columns | None) -> Iterator[Entry]:
    """Yield the attacks in `found`, all in the form its first objects have."""
    codec: Codec | None = None
    for batch in _batches(found):
        if isinstance(batch, BadRecord):
            yield batch
            continue
        if not batch:
            continue
        codec = codec or _codec_for(batch, columns)
        try:
            yield from codec.read([document.value for document in batch])
        except MisfitError:
            yield from (_alone(codec, document) for document in batch)


def _batches(found: Iterator[Document | BadRecord]) -> Iterator[list[Document] | BadRecord]:
    """Yield documents in batches bounded by number and size, bad records in their place between."""
    batch: list[Document] = []
    size = 0
    for document in found:
        if isinstance(document, BadRecord):
            yield batch
            yield document
            batch, size = [], 0
            continue
        batch.append(document)
        size += document.size
        if len(batch) == BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    yield batch


def _codec_for(batch: list[Document], columns: Columns | None) -> Codec:
    rows = [document.value for document in batch if isinstance(document.value, dict)]
    if any(MARK in row for row in rows) and not columns:
        return Native()
    if columns is None or not rows or (not columns and _is_released(rows[0])):
        return Released()
    return Foreign(columns, rows[0])


def _is_released(row: dict[str, object]) -> bool:
    """Whether a row has the released form's own columns, whose types are then held to, and no grades."""
    return "transcript" in row and "model_type" in row and GRT_MARK not in row and _typed(row)


def _typed(row: dict[str, object]) -> bool:
    """Whether numbers are numbers, as JSON has them and CSV does not."""
    return not isinstance(row.get("rating"), str)


def _alone(codec: Codec, document: Document) -> Entry:
    try:
        return codec.read([document.value])[0]
    except MisfitError as misfit:
        return BadRecord(document.record, misfit.reason, document.line, field=misfit.field)
