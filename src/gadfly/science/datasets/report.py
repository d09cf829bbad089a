"""What was found in a file that holds attacks, and how reading and writing fail.

DatasetError
├── UnreadableError    some of it is no attack; carries the report
└── UnwritableError    a record, or the file's name, does not go into this form
"""

from collections.abc import Iterable
from dataclasses import dataclass

KEPT = 100
"""How many bad records are described; the others are counted."""


class DatasetError(Exception):
    """A data set could not be read or written; the text is a plain sentence."""


@dataclass(frozen=True, slots=True)
class BadRecord:
    """One place where a file does not hold an attack. All counts begin at 1.

    `line` is None where a file has no lines (Parquet); `column` counts in that line and is known
    where the text breaks; `field` is known where a value is wrong. After a `fatal` one nothing
    could be read any more.
    """

    record: int
    reason: str
    line: int | None = None
    column: int | None = None
    field: str = ""
    fatal: bool = False

    def __str__(self) -> str:
        """Say it in a sentence that names the place."""
        place = f"record {self.record}"
        if self.line is not None:
            place += f", line {self.line}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.field} {self.reason}" if self.field else f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Report:
    """How much of a file is sound. `bad` describes the first of `bad_count`; `whole`: read to its end."""

    good: int
    bad: tuple[BadRecord, ...]
    bad_count: int
    whole: bool = True

    @property
    def sound(self) -> bool:
        """Whether every record of the file is an attack."""
        return self.bad_count == 0

    def __str__(self) -> str:
        """Say the counts, then a line for each bad record described."""
        ending = "" if self.whole else "; the rest could not be read"
        head = f"{self.good} good, {self.bad_count} bad{ending}"
        unsaid = self.bad_count - len(self.bad)
        return "\n".join([head, *map(str, self.bad), *([f"and {unsaid} more"] if unsaid else [])])


class UnreadableError(DatasetError):
    """Some of the file is no attack; `report` says what and where."""

    def __init__(self, report: Report) -> None:
        super().__init__(str(report))
        self.report = report


class UnwritableError(DatasetError):
    """A record, or the file's name, does not go into this form."""


def report_of(entries: Iterable[object], *, keep: int = KEPT) -> Report:
    """Count `entries` (attacks and `BadRecord`s) to their end, describing the first `keep` bad ones."""
    good, bad_count, whole = 0, 0, True
    kept: list[BadRecord] = []
    for entry in entries:
        if not isinstance(entry, BadRecord):
            good += 1
            continue
        bad_count += 1
        whole = whole and not entry.fatal
        if len(kept) < keep:
            kept.append(entry)
    return Report(good, tuple(kept), bad_count, whole)
