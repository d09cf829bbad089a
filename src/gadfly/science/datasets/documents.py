"""JSON in: the values of a stream of JSON lines, or of one JSON array, in constant memory.

A broken line costs that line alone. A broken array cannot be read on, since nothing says where
its next record begins.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from gadfly.science.datasets import strict
from gadfly.science.datasets.report import BadRecord
from gadfly.science.datasets.sources import Limits, SourceError
from gadfly.science.datasets.window import Window

_BOM = b"\xef\xbb\xbf"


class Document(NamedTuple):
    """One value of a file, the place it stands at (from 1; Parquet has no lines) and its size in bytes."""

    record: int
    line: int | None
    size: int
    value: Any


def documents(pieces: Iterator[bytes], limits: Limits) -> Iterator[Document | BadRecord]:
    """Yield the values in `pieces`: those of an array if it begins with a bracket, else one a line."""
    try:
        first = next(pieces, b"")
    except SourceError as error:
        yield BadRecord(1, str(error), 1, error.column, fatal=True)
        return
    is_array = first.removeprefix(_BOM).lstrip(b" \t\r\n").startswith(b"[")
    yield from (array if is_array else lines)(chain([first], pieces), limits)


def lines(pieces: Iterator[bytes], limits: Limits) -> Iterator[Document | BadRecord]:
    """Yield the value of each line that is not blank."""
    record = number = 0
    try:
        for number, line in enumerate(_split(pieces, limits.record_bytes), 1):
            if len(line) > limits.record_bytes or (line and not line.isspace()):
                record += 1
                yield _in_line(record, number, line, limits.record_bytes)
    except SourceError as error:
        yield BadRecord(record + 1, str(error), number + 1, error.column, fatal=True)


def _in_line(record: int, number: int, line: bytes, limit: int) -> Document | BadRecord:
    if len(line) > limit:
        return BadRecord(record, f"the record is longer than the {limit} bytes allowed", number)
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        return Document(record, number, len(line), strict.value_in(text))
    except UnicodeDecodeError as error:
        return BadRecord(record, "the text is not UTF-8", number, error.start + 1)
    except SourceError as error:
        return BadRecord(record, str(error), number, error.column)


def _split(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """Yield the lines; of one above `limit` no more than shows that it is."""
    begun = b""
    for piece in pieces:
        first, *others = piece.split(b"\n")
        begun = begun if len(begun) > limit else begun + first
        for other in others:
            yield begun
            begun = other
    yield begun


def array(pieces: Iterator[bytes], limits: Limits) -> Iterator[Document | BadRecord]:
    """Yield the elements of one JSON array; a break in it ends the reading."""
    window = Window(pieces)
    read = 0
    try:
        while _goes_on(window, read):
            line = window.line
            value, size = window.value(limits.record_bytes)
            read += 1
            yield _element(Document(read, line, size, value), limits.record_bytes)
    except SourceError as error:
        yield BadRecord(read + 1, str(error), window.line, error.column, fatal=True)


def _element(document: Document, limit: int) -> Document | BadRecord:
    if document.size <= limit:
        return document
    return BadRecord(document.record, f"the record is longer than the {limit} bytes allowed", document.line)


def _goes_on(window: Window, read: int) -> bool:
    """Go to the next element, if there is one, over the bracket or comma before it."""
    mark = window.visible()
    if mark == "]" and read:
        return _closed(window)
    if mark != ("," if read else "["):
        raise SourceError(
            "a comma or a closing bracket is missing" if mark else "the array is cut short", window.column
        )
    window.step()
    mark = window.visible()
    if mark == "]" and not read:
        return _closed(window)
    if mark != "{":
        raise SourceError("an object is missing here" if mark else "the array is cut short", window.column)
    return True


def _closed(window: Window) -> bool:
    window.step()
    if window.visible():
        raise SourceError("there is more behind the end of the array", window.column)
    return False
