"""Tables as files for people: CSV that cannot act in a spreadsheet, and its lossless twin (R35).

A spreadsheet takes a cell that begins like a formula for one. In the CSV such text gets a leading
apostrophe, so the CSV is for reading; whoever computes takes the twin, in which nothing is changed.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from operator import methodcaller

Cell = str | int | float | bool | date | None
ROWS = 256
_ACTING = ("=", "+", "-", "@")
_BREAKING = ("\t", "\r", "\n")
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}
"""The Unicode categories of controls, invisible signs and blanks."""


def cell(value: Cell) -> str:
    """Return `value` as the text of a cell that no spreadsheet runs. None is an empty cell."""
    if isinstance(value, bool | int | float):
        return _number(value)
    text = value.isoformat() if isinstance(value, date) else value or ""
    return f"'{text}" if acts(text) else text


def _number(value: float) -> str:
    text = repr(value)
    return f"'{text}" if text == "-inf" else text  # the only number that is no number to a spreadsheet


def acts(text: str) -> bool:
    """Whether a spreadsheet might do something with `text`: it begins like a formula or breaks the cell.

    What precedes unseen (blanks, controls, joiners) is passed over, since spreadsheets pass over it,
    and signs in other widths count as the ones they stand for.
    """
    if text.startswith(_BREAKING):
        return True
    seen = next((sign for sign in text if unicodedata.category(sign) not in _UNSEEN), "")
    return unicodedata.normalize("NFKC", seen).startswith((*_ACTING, "\N{MINUS SIGN}"))


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the table as CSV (RFC 4180, UTF-8), a few hundred rows at a time.

    Raises ValueError at a row that has not one cell for each column.
    """
    for batch in _batches(chain([columns], rows)):
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
        writer.writerows([cell(value) for _, value in zip(columns, row, strict=True)] for row in batch)
        yield buffer.getvalue().encode()


def twin_pieces(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the same table as JSON lines, nothing changed: an object a row, times in ISO 8601.

    Raises ValueError at two columns of one name, at a row that has not one cell for each column,
    at NaN and at infinities.
    """
    if len(set(columns)) < len(columns):
        raise ValueError("two columns have the same name")
    for batch in _batches(rows):
        yield "".join(_line(dict(zip(columns, row, strict=True))) for row in batch).encode()


def _line(row: Mapping[str, Cell]) -> str:
    return json.dumps(row, ensure_ascii=False, allow_nan=False, default=methodcaller("isoformat")) + "\n"


def _batches(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Sequence[Cell]]]:
    left = iter(rows)
    while batch := list(islice(left, ROWS)):
        yield batch
