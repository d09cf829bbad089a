"""Files to pairs: HH-RLHF and its like, and what a campaign's attacks were exported as."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from gadfly.science.datasets import BadRecord, Limits, scan
from gadfly.science.datasets.native import MARK
from gadfly.science.datasets.tables import LIMITS, TableError, rows
from gadfly.science.preference.pairs import Kind, Pair, PairError, pairs_of_attack
from gadfly.science.preference.pairs.rows import RowError, pair_of


def read_pairs(path: Path, kind: Kind = Kind.HARMLESS, *, limits: Limits = LIMITS) -> Iterator[Pair]:
    """Yield the pairs of a file: rows that hold a pair each, or attacks in the native form.

    JSON lines or an array, CSV (these plain or gzip), or Parquet. Raises PairError at the first
    row that is neither, and where the file cannot be opened, is cut or is larger than allowed.
    """
    try:
        found = rows(path, limits=limits)
        first = next(found, None)
        if first is None:
            return
        if MARK in first.values:
            yield from _picks(path, limits)
            return
        for row in chain([first], found):
            try:
                yield pair_of(row.values, kind)
            except RowError as error:
                raise PairError(f"{row.place}: {error}.") from error
    except TableError as error:
        raise PairError(str(error)) from error


def _picks(path: Path, limits: Limits) -> Iterator[Pair]:
    for entry in scan(path, limits=limits):
        if isinstance(entry, BadRecord):
            raise PairError(f"{path.name}, {entry}.")
        yield from pairs_of_attack(entry)


def fingerprint_of(paths: Iterable[Path]) -> str:
    """Return the SHA-256 of a file; of several, that of their hashes in order. Raises OSError."""
    hashes = [_sha256(path) for path in paths]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
