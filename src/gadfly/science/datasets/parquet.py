"""The native form as Parquet: typed nested columns, row groups written and read one after the other.

Parquet is believed about the sizes of its own pages, as far as its summary does not give them
away: from strangers, take JSON.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from gadfly.science.datasets.arrow import from_arrow, to_arrow, type_of
from gadfly.science.datasets.batches import turned
from gadfly.science.datasets.misfits import MisfitError
from gadfly.science.datasets.native import ADDED_LATER, SHAPE
from gadfly.science.datasets.record import AttackRecord
from gadfly.science.datasets.report import BadRecord
from gadfly.science.datasets.soundness import check
from gadfly.science.datasets.sources import Limits, SourceError

SCHEMA = pa.schema(list(type_of(SHAPE)))
READ_ROWS = 256
GROUP_ROWS = 16_384
GROUP_BYTES = 32 << 20


def write(file: BinaryIO, records: Iterable[AttackRecord]) -> None:
    """Write `records` in row groups of bounded size; raise `UnwritableError` if one cannot be."""
    with pq.ParquetWriter(file, SCHEMA, compression="zstd") as writer:
        for group in _groups(turned(records, _rows)):
            writer.write_table(group)


def _rows(records: list[AttackRecord]) -> pa.RecordBatch:
    rows = pa.RecordBatch.from_struct_array(to_arrow(SHAPE, records))
    for record in records:
        check(record)
    return rows


def _groups(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        waiting.append(batch)
        rows += len(batch)
        size += batch.nbytes
        if rows >= GROUP_ROWS or size >= GROUP_BYTES:
            yield pa.Table.from_batches(waiting, SCHEMA)
            waiting, rows, size = [], 0, 0
    if waiting:
        yield pa.Table.from_batches(waiting, SCHEMA)


def scan(file: BinaryIO, limits: Limits) -> Iterator[AttackRecord | BadRecord]:
    """Yield every row as an attack or as what is wrong with it."""
    read = 0
    try:
        source = pq.ParquetFile(file)
        check_sizes(source.metadata, limits)
        for batch in source.iter_batches(READ_ROWS):
            yield from _entries(batch.to_struct_array(), read, limits)
            read += len(batch)
    except SourceError as error:
        yield BadRecord(read + 1, str(error), fatal=True)
    except (pa.ArrowException, OSError) as error:
        yield BadRecord(read + 1, f"the Parquet file is damaged: {ascii(str(error))[:200]}", fatal=True)


def check_sizes(summary: pq.FileMetaData, limits: Limits) -> None:
    """Raise `SourceError` if the columns unpack to more than is allowed, as the summary tells it."""
    groups = [summary.row_group(index) for index in range(summary.num_row_groups)]
    columns = [group.column(index) for group in groups for index in range(group.num_columns)]
    unpacked = sum(column.total_uncompressed_size for column in columns)
    limits.check(unpacked, sum(column.total_compressed_size for column in columns))


def _entries(rows: pa.StructArray, before: int, limits: Limits) -> Iterator[AttackRecord | BadRecord]:
    """Yield the rows' entries; many long rows are taken in halves, so that one too long is found."""
    if rows.nbytes > limits.record_bytes and len(rows) > 1:
        half = len(rows) // 2
        yield from _entries(rows.slice(0, half), before, limits)
        yield from _entries(rows.slice(half), before + half, limits)
        return
    try:
        yield from _attacks(rows, limits)
    except MisfitError:
        for index in range(len(rows)):
            yield _alone(rows.slice(index, 1), before + index + 1, limits)


def _attacks(rows: pa.StructArray, limits: Limits) -> list[AttackRecord]:
    if rows.nbytes > limits.record_bytes:
        raise MisfitError(f"is longer than the {limits.record_bytes} bytes allowed")
    records: list[AttackRecord] = from_arrow(SHAPE, _completed(rows))
    for record in records:
        check(record)
    return records


def _completed(rows: pa.StructArray) -> pa.StructArray:
    """Return the rows with an empty list of reviews where the file is from before there were any."""
    names = [field.name for field in rows.type]
    if ADDED_LATER in names:
        return rows
    none = to_arrow(SHAPE.parts[ADDED_LATER], [()] * len(rows))
    return pa.StructArray.from_arrays([*rows.flatten(), none], [*names, ADDED_LATER])


def _alone(row: pa.StructArray, number: int, limits: Limits) -> AttackRecord | BadRecord:
    try:
        return _attacks(row, limits)[0]
    except MisfitError as misfit:
        return BadRecord(number, misfit.reason, field=misfit.field)
