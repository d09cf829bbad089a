"""The least an hour may be paid, by country: a table its operator supplies and answers for.

    country,currency,per_hour
    DE,EUR,13.90
    *,EUR,15.00

`*` stands for every country that has no row in that currency. Gadfly ships no floors: what is fair
or lawful somewhere is not for a program to know.
"""

import csv
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from gadfly.science.pay.money import CurrencyError, minor

COLUMNS = ["country", "currency", "per_hour"]
ELSEWHERE = "*"
_LETTERS = 2


class FloorsError(ValueError):
    """The table cannot be used; the text names the line."""


class Floor(NamedTuple):
    """Minor units of `currency` an hour, and the row they come from: a country or `*`."""

    row: str
    currency: str
    hourly: int


class Floors(NamedTuple):
    """All rows of a table."""

    rows: Mapping[tuple[str, str], Floor]

    def of(self, country: str, currency: str) -> Floor | None:
        """Return the floor there, None where it is not known: missing is not zero."""
        return self.rows.get((country, currency)) or self.rows.get((ELSEWHERE, currency))

    def lowest(self, currency: str) -> int | None:
        """Return the lowest floor anywhere in the currency, None where none is known."""
        return min((row.hourly for row in self.rows.values() if row.currency == currency), default=None)


def read_floors(lines: Iterable[str]) -> Floors:
    """Return the floors a CSV table states. Raises FloorsError at the first line that is wrong."""
    table = csv.reader(lines, strict=True)
    rows: dict[tuple[str, str], Floor] = {}
    try:
        if next(table, None) != COLUMNS:
            raise FloorsError(f"Line 1 must be: {','.join(COLUMNS)}")
        for cells in table:
            if cells:
                floor = _floor(cells, table.line_num)
                if (floor.row, floor.currency) in rows:
                    raise FloorsError(f"Line {table.line_num} repeats {floor.row} in {floor.currency}.")
                rows[floor.row, floor.currency] = floor
    except csv.Error as error:
        raise FloorsError(f"Line {table.line_num} is no CSV: {error}.") from None
    return Floors(rows)


def is_country(word: str) -> bool:
    """Whether the word looks like a country's code (ISO 3166-1 alpha-2)."""
    return len(word) == _LETTERS and word.isascii() and word.isalpha() and word.isupper()


def _floor(cells: list[str], line: int) -> Floor:
    if len(cells) != len(COLUMNS):
        raise FloorsError(f"Line {line} has {len(cells)} cells instead of {len(COLUMNS)}.")
    country, currency, per_hour = (cell.strip() for cell in cells)
    if country != ELSEWHERE and not is_country(country):
        raise FloorsError(f"Line {line}: a country is two capital letters or *, not {country!r}.")
    try:
        hourly = minor(Decimal(per_hour), currency)
    except InvalidOperation:
        raise FloorsError(f"Line {line}: {per_hour!r} is no amount.") from None
    except CurrencyError as error:
        raise FloorsError(f"Line {line}: {error}") from None
    if not hourly:
        raise FloorsError(f"Line {line}: a floor of nothing is none. Leave the row out.")
    return Floor(country, currency, hourly)
