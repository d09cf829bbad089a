"""A table of applicants, a line each, read into what the steps of an application keep.

Columns: name, email, country, region, zone, languages, domains, hours, consent, and if wanted
lived, ai, never, organisations, places. Several values stand with `;` between them, each with its
level after `:` (chemistry:3; law:2). Places are `name:first year-last year`, the last one open.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from gadfly.network.answers import LEAST_HOURS, MOST_HOURS, REGIONS
from gadfly.network.domains import domains
from gadfly.people.queries import plain

NEEDED = ("name", "email", "country", "region", "zone", "languages", "domains", "hours", "consent")
OPTIONAL = ("lived", "ai", "never", "organisations", "places")
LONGEST = 4_000
_YES = frozenset({"yes", "true", "1"})


class Line(NamedTuple):
    """One line: its number in the file, and what it holds or what is wrong with it."""

    number: int
    answers: dict[str, dict[str, Any]] | None
    wrong: str = ""

    @property
    def email(self) -> str:
        """The address as it is kept; of a line that is wrong, empty."""
        return plain(str(self.answers["about"]["email"])) if self.answers else ""


def read_lines(file: Iterable[str]) -> Iterator[Line]:
    """Yield every line of a CSV table with a head. An address that stands twice is wrong the second time."""
    rows = csv.DictReader(file, strict=True)
    head = [name.strip() for name in rows.fieldnames or ()]
    rows.fieldnames = head
    lacking = [name for name in NEEDED if name not in head]
    strange = [name for name in head if name not in (*NEEDED, *OPTIONAL)]
    if lacking or strange:
        said = [f"lacks {', '.join(lacking)}"] * bool(lacking) + [f"has unknown {', '.join(strange)}"] * bool(
            strange
        )
        yield Line(1, None, f"The head {' and '.join(said)}.")
        return
    seen: set[str] = set()
    for row in rows:
        line = _line(rows.line_num, row)
        if line.email and line.email in seen:
            line = Line(line.number, None, "This address stands in an earlier line.")
        seen.add(line.email)
        yield line


def _line(number: int, row: Mapping[str | None, Any]) -> Line:
    if None in row or None in row.values():
        return Line(number, None, "It has not as many cells as the head.")
    told = {str(name): str(cell).strip() for name, cell in row.items()}
    try:
        return Line(number, _answers(told))
    except ValueError as error:
        return Line(number, None, str(error))


def _answers(told: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    if any(len(cell) > LONGEST for cell in told.values()):
        raise ValueError(f"A cell is longer than {LONGEST:,} characters.")
    if told["consent"].lower() not in _YES:
        raise ValueError("consent must be yes: without it an application cannot be read.")
    return {
        "about": _about(told),
        "languages": {"spoken": [list(pair) for pair in _levels(told["languages"], "languages")]},
        "history": {"places": [_place(part) for part in _parts(told.get("places", ""))]},
        "domains": _domains(told["domains"]),
        "experience": {"lived": told.get("lived", ""), "ai": told.get("ai", "")},
        "time": {"hours": _hours(told["hours"]), "never": told.get("never", ""), "needs": ""},
        "conflicts": {"organisations": _parts(told.get("organisations", ""))},
        "consent": {"vetting": True, "calling": False, "balance": False, "adult": True},
    }


def _about(told: Mapping[str, str]) -> dict[str, str]:
    try:
        validate_email(told["email"])
    except ValidationError:
        raise ValueError("email is no e-mail address.") from None
    if told["region"] not in dict(REGIONS):
        raise ValueError(f"region must be one of {', '.join(dict(REGIONS))}.")
    about = {name: told[name] for name in ("name", "email", "country", "region", "zone")}
    empty = next((name for name, cell in about.items() if not cell), None)
    if empty:
        raise ValueError(f"{empty} is empty.")
    return about


def _domains(cell: str) -> dict[str, Any]:
    levels = {}
    for name, level in _levels(cell, "domains"):
        found = domains().called(name)
        if found is None:
            raise ValueError(f"domains names {name}, which is not in the list.")
        levels[found.slug] = level
    return {"list": domains().version, "levels": levels, "evidence": {}, "other": ""}


def _levels(cell: str, column: str) -> list[tuple[str, int]]:
    pairs = []
    for part in _parts(cell):
        name, _, level = part.rpartition(":")
        if not name or level.strip() not in {"1", "2", "3", "4"}:
            raise ValueError(f"{column} must be like name:3; other:1, with levels from 1 to 4.")
        pairs.append((name.strip(), int(level)))
    return pairs


def _place(part: str) -> list[Any]:
    name, _, years = part.rpartition(":")
    since, _, until = years.partition("-")
    if not name or not since.strip().isdecimal() or not (not until.strip() or until.strip().isdecimal()):
        raise ValueError("places must be like name:2019-2022; other:2023-.")
    return [name.strip(), int(since), int(until) if until.strip() else None]


def _hours(cell: str) -> int:
    if not cell.isdecimal() or not LEAST_HOURS <= int(cell) <= MOST_HOURS:
        raise ValueError(f"hours must be a whole number from {LEAST_HOURS} to {MOST_HOURS:,}.")
    return int(cell)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
