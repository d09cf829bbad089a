"""Reading: from the bytes of a file, recognised by what they are, to attacks and bad records."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from gadfly.science.datasets.documents import Document, documents
from gadfly.science.datasets.misfits import MisfitError
from gadfly.science.datasets.native import MARK, Native
from gadfly.science.datasets.record import AttackRecord
from gadfly.science.datasets.released import Released
from gadfly.science.datasets.report import KEPT, BadRecord, Report, UnreadableError, report_of
from gadfly.science.datasets.sources import DEFAULT, GZIP, PARQUET, Limits, bounded, pieces_of, unzipped

Source = str | PathLike[str] | BinaryIO
Entry = AttackRecord | BadRecord
Codec = Released | Native
BATCH = 32
"""Enough for columns to pay, few enough that the collector of garbage does not walk over them all."""
BATCH_BYTES = 1 << 20


def scan(source: Source, *, limits: Limits = DEFAULT) -> Iterator[Entry]:
    """Yield every record of `source` in order, as an attack or as what is wrong with it.

    The form is recognised by the content: Parquet, JSON lines or a JSON array, these two plain or
    gzip, with released or native fields. Memory does not grow with the file. `source` is a path or
    an open binary file. Raises OSError only.
    """
    with _opened(source) as file:
        start, pieces = pieces_of(file)
        if start.startswith(PARQUET):
            from gadfly.science.datasets import parquet  # noqa: PLC0415 -- pyarrow takes 60 MB

            yield from parquet.scan(file, limits)
            return
        plain = unzipped(pieces, limits) if start.startswith(GZIP) else bounded(pieces, limits)
        yield from _attacks(documents(plain, limits))


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


def _attacks(found: Iterator[Document | BadRecord]) -> Iterator[Entry]:
    """Yield the attacks in `found`, all in the form its first objects have."""
    codec: Codec | None = None
    for batch in _batches(found):
        if isinstance(batch, BadRecord):
            yield batch
            continue
        codec = codec or _codec_for(batch)
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


def _codec_for(batch: list[Document]) -> Codec:
    is_native = any(isinstance(document.value, dict) and MARK in document.value for document in batch)
    return Native() if is_native else Released()


def _alone(codec: Codec, document: Document) -> Entry:
    try:
        return codec.read([document.value])[0]
    except MisfitError as misfit:
        return BadRecord(document.record, misfit.reason, document.line, field=misfit.field)
