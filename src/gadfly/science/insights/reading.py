"""From files to the table of attacks: several at once, of any form, and what in them cannot be read."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from gadfly.science.datasets import AttackRecord, ColumnError, DatasetError, Limits, scan
from gadfly.science.datasets.foreign import Columns
from gadfly.science.insights.attacks import SCHEMA, Gathering

LIMITS = Limits(unpacked_bytes=1 << 40)
"""The file is the caller's own and may be large; it unpacks no more than a hundredfold all the same."""
SAID = 20


class UnreadableFileError(DatasetError):
    """A file holds what is no attack. The text names file, line, column and reason."""


class Gathered(NamedTuple):
    """What the files held: good and bad records, those that are no outcome, the first bad ones in words."""

    good: int
    bad: int
    left_out: int
    said: tuple[str, ...]


def gather(
    files: Sequence[Path],
    table: Path,
    *,
    columns: Columns,
    skip_bad: bool = False,
    step: Callable[[], object] = lambda: None,
) -> Gathered:
    """Read `files` into the Parquet file `table`, in constant memory; `step` is called for each record.

    Raises `UnreadableFileError` at the first bad record, unless told to skip bad ones, and where
    nothing is left; `ColumnError` where `columns` names what is not there; OSError.
    """
    reader, gathering = _Reader(columns, step, skip_bad=skip_bad), Gathering()
    with pq.ParquetWriter(table, SCHEMA, compression="zstd") as writer:
        for batch in gathering.batches(reader.records(files)):
            writer.write_table(pa.Table.from_batches([batch]))
    if not reader.good:
        names = ", ".join(path.name for path in files)
        raise UnreadableFileError(f"There is no attack in {names} that can be read: is it the right file?")
    if reader.good == gathering.left_out:
        raise UnreadableFileError("There is no attack in it that came to an end, so nothing can be told.")
    return Gathered(reader.good, reader.bad, gathering.left_out, tuple(reader.said))


class _Reader:
    def __init__(self, columns: Columns, step: Callable[[], object], *, skip_bad: bool) -> None:
        self.good = self.bad = 0
        self.said: list[str] = []
        self._columns, self._step, self._skip_bad = columns, step, skip_bad

    def records(self, files: Sequence[Path]) -> Iterator[tuple[int, AttackRecord]]:
        for number, path in enumerate(files):
            try:
                entries = scan(path, limits=LIMITS, columns=self._columns)
                for entry in entries:
                    self._step()
                    if isinstance(entry, AttackRecord):
                        self.good += 1
                        yield number, entry
                    else:
                        self._refuse(f"{path.name}, {entry}")
            except ColumnError as error:
                raise ColumnError(f"{path.name}: {error}.") from None

    def _refuse(self, sentence: str) -> None:
        if not self._skip_bad:
            raise UnreadableFileError(f"{sentence}. Mend it, or leave out what is bad with --skip-bad.")
        self.bad += 1
        if len(self.said) < SAID:
            self.said.append(sentence)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
