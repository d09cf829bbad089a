"""Bytes in: a file's pieces, unpacked where they are gzip, never more than the limits allow."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import BinaryIO

PIECE = 1 << 18
GZIP = b"\x1f\x8b"
PARQUET = b"PAR1"
GZIP_WINDOW = 31
"""How zlib is told to read and write gzip's own header, checksum and length."""
_FREE = 1 << 20


class SourceError(Exception):
    """The bytes end here: cut, damaged or more than allowed. `column` counts in the last line."""

    def __init__(self, reason: str, column: int | None = None) -> None:
        super().__init__(reason)
        self.column = column


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may ask of us (R36): bytes in one record and in all, unpacked; unpacked per packed byte.

    The first MiB is free of the ratio, since a few equal attacks pack better than any bomb.
    """

    record_bytes: int = 2 << 20
    unpacked_bytes: int = 16 << 30
    ratio: int = 100

    def check(self, unpacked: int, packed: int) -> None:
        """Raise `SourceError` if `unpacked` bytes are too many, or too many for `packed` ones."""
        if unpacked > self.unpacked_bytes:
            raise SourceError(f"the file unpacks to more than the {self.unpacked_bytes} bytes allowed")
        if unpacked > _FREE + self.ratio * packed:
            raise SourceError(f"the file unpacks to more than {self.ratio} times its size")


DEFAULT = Limits()


def pieces_of(file: BinaryIO) -> tuple[bytes, Iterator[bytes]]:
    """Return how `file` begins (to recognise it by) and all its bytes in pieces, the beginning too."""
    pieces = iter(partial(file.read, PIECE), b"")
    first = next(pieces, b"")
    return first[: len(PARQUET)], chain([first], pieces)


def bounded(pieces: Iterator[bytes], limits: Limits) -> Iterator[bytes]:
    """Yield plain `pieces` as long as they are within the limits."""
    total = 0
    for piece in pieces:
        total += len(piece)
        limits.check(total, total)
        yield piece


def unzipped(pieces: Iterator[bytes], limits: Limits) -> Iterator[bytes]:
    """Yield what gzip `pieces` unpack to, never holding more than a piece of it.

    Raises `SourceError` where they are damaged, end too early or unpack beyond the limits.
    """
    engine = _Unzip()
    packed = unpacked = 0
    for piece in pieces:
        packed += len(piece)
        for out in engine.feed(piece):
            unpacked += len(out)
            limits.check(unpacked, packed)
            if out:
                yield out
    if not engine.at_end:
        raise SourceError("the gzip file is cut short")


class _Unzip:
    """Unpacks gzip members that follow each other, checking each one's checksum and length."""

    def __init__(self) -> None:
        self._engine = zlib.decompressobj(GZIP_WINDOW)

    @property
    def at_end(self) -> bool:
        """Whether the last member is whole."""
        return self._engine.eof

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """Yield what `packed` unpacks to, at most a piece at a time; zeros between members are skipped."""
        while True:
            if self._engine.eof:
                packed = packed.lstrip(b"\0")
                if not packed:
                    return
                self._engine = zlib.decompressobj(GZIP_WINDOW)
            out = self._inflated(packed)
            yield out
            packed = self._engine.unused_data if self._engine.eof else self._engine.unconsumed_tail
            if not (packed or self._engine.eof or len(out) == PIECE):
                return

    def _inflated(self, packed: bytes) -> bytes:
        try:
            return self._engine.decompress(packed, PIECE)
        except zlib.error as error:
            raise SourceError("the gzip file is damaged") from error
