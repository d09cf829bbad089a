"""Rows in: those of CSV and of Parquet files that are not ours, each as an object with its place."""

import codecs
import csv
from collections.abc import Iterator
from typing import Any, BinaryIO

from gadfly.science.datasets.documents import Document
from gadfly.science.datasets.report import BadRecord
from gadfly.science.datasets.sources import Limits, SourceError

PARQUET_ROWS = 256


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
    except (csv.Error, SourceError) as error:
        yield BadRecord(1, f"this is not CSV: {error}", reader.line_num + 1, fatal=True)


def _lines(pieces: Iterator[bytes], longest: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    begun = ""
    for piece in pieces:
        *lines, begun = (begun + decoder.decode(piece)).split("\n")
        yield from (f"{line}\n" for line in lines)
        if len(begun) > longest:
            raise SourceError(f"a line is longer than the {longest} characters allowed")
    yield begun + decoder.decode(b"", final=True)


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
                yield Document(read, read, size, row)
    except SourceError as error:
        yield BadRecord(read + 1, str(error), fatal=True)
    except (pa.ArrowException, OSError) as error:
        yield BadRecord(read + 1, f"the Parquet file is damaged: {ascii(str(error))[:200]}", fatal=True)
