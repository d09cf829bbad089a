"""A pool and its quotas from CSV files, and what is wrong with them, by line and column."""

import csv
from collections.abc import Iterator
from pathlib import Path

from gadfly.science.selection.pool import Person, Quota, SelectionError

PARTS = ";"
"""Parts the values of one feature."""
QUOTA_COLUMNS = ("feature", "value", "min", "max")


def read_people(path: Path) -> list[Person]:
    """Read people: a column `id`, and one a feature. Raises SelectionError with the place."""
    people = []
    for place, row in _rows(path, ("id",)):
        name = row.pop("id")
        if not name:
            raise SelectionError(f"{place}, column id: is empty.")
        values = {
            feature: frozenset(part.strip() for part in cell.split(PARTS) if part.strip())
            for feature, cell in row.items()
        }
        people.append(Person(name, values))
    return people


def read_quotas(path: Path, people: list[Person]) -> list[Quota]:
    """Read quotas: columns feature, value, min, max; an empty max is no bound. Raises SelectionError."""
    features = set(people[0].features) if people else set()
    quotas = []
    for place, row in _rows(path, QUOTA_COLUMNS):
        if row["feature"] not in features:
            raise SelectionError(f"{place}, column feature: the pool has no column {row['feature']}.")
        least = _count(row["min"] or "0", f"{place}, column min")
        most = _count(row["max"] or str(len(people)), f"{place}, column max")
        quotas.append(Quota(row["feature"], row["value"].strip(), least, most))
    return quotas


def _count(text: str, place: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise SelectionError(f"{place}: must be a whole number.")
    return int(text)


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each row with its place ("pool.csv, line 3")."""
    line = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            head = next(reader, [])
            lacking = [column for column in needed if column not in head]
            if lacking:
                raise SelectionError(f"{path.name} has no column {lacking[0]}.")
            for cells in reader:
                line = reader.line_num
                place = f"{path.name}, line {line}"
                if cells and len(cells) != len(head):
                    raise SelectionError(f"{place}: {len(cells)} cells, and the header has {len(head)}.")
                if cells:
                    yield place, dict(zip(head, cells, strict=True))
    except csv.Error as error:
        raise SelectionError(f"{path.name}, line {line + 1}: no CSV ({error}).") from error
    except UnicodeDecodeError as error:
        raise SelectionError(f"{path.name} is not UTF-8.") from error
    except OSError as error:
        raise SelectionError(f"{path.name} cannot be read: {error.strerror}.") from error
