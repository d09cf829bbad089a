"""What a part of a report is made of: sentences, tables, charts, and how it was done."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Self

from gadfly.science.insights.clustered import Estimate
from gadfly.science.outcomes import Figure

Row = dict[str, Any]


class Kind(StrEnum):
    """How a column's values are told."""

    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    SHARE = "share"
    POINTS = "points"


class Column(NamedTuple):
    """A column: its key in the rows, heading, kind; with `interval`, `key_low` and `key_high` are there."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    interval: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain values, None where a figure is not defined. `name` is the name of its files.

    `folded` says why a page shows it only when asked to, "" if it does at once.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite chart with its data; `told` says in words what it shows."""

    name: str
    title: str
    told: str
    spec: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """One headline: a figure and what it means."""

    figure: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report. `headline` goes into summary.json; `method` into the appendix.

    `absent` says why there is nothing to tell: then that sentence alone stands in the appendix. `files`
    were written beside the table of attacks and belong to the report's tables.
    """

    title: str
    said: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    method: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    headline: dict[str, Any] = field(default_factory=dict)
    absent: str = ""
    files: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self)

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        """Return the section that a `document` tells."""
        return cls(
            title=document["title"],
            said=tuple(document["said"]),
            tables=tuple(_table(each) for each in document["tables"]),
            charts=tuple(Chart(**each) for each in document["charts"]),
            method=tuple(document["method"]),
            points=tuple(Point(**each) for each in document["points"]),
            headline=document["headline"],
            absent=document["absent"],
            files=tuple(document["files"]),
        )


def _table(found: dict[str, Any]) -> Table:
    columns = tuple(
        Column(key, label, Kind(kind), interval) for key, label, kind, interval in found["columns"]
    )
    return Table(found["name"], found["title"], columns, tuple(found["rows"]), found["note"], found["folded"])


def told(key: str, estimate: Estimate | Figure) -> Row:
    """Return an estimate as the values of a row."""
    return {key: estimate.value, f"{key}_low": estimate.low, f"{key}_high": estimate.high}
