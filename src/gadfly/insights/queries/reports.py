"""A report as its page shows it: every figure in words, with a link to the attacks it rests on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse

from gadfly.attacks.tables import Rated, Sort
from gadfly.insights.choice import Choice
from gadfly.insights.models import Picture, Report
from gadfly.science.insights.figures import number

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

Row = Mapping[str, Any]
Behind = Callable[[str, int, str, Row], str]
"""From a table's name, a row's place, a column's key and the row to the address of the attacks behind it."""
SCORED = frozenset({"mean", "q05", "cvar05"})
RATED = frozenset({"success_share", "mean_rating"})


class Cell(NamedTuple):
    """A figure, its interval and the address of the attacks behind it; empty where there is none."""

    text: str
    ends: str = ""
    address: str = ""
    number: bool = False


class TableView(NamedTuple):
    """A table in words."""

    title: str
    heads: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[Cell]]
    note: str
    more: int


class SectionView(NamedTuple):
    """A section in words."""

    name: str
    title: str
    said: Sequence[str]
    charts: Sequence[Mapping[str, str]]
    tables: Sequence[TableView]
    method: Sequence[str]


@dataclass(frozen=True)
class Telling:
    """What the page tells of a report, and what there is to choose from."""

    report: Report
    choice: Choice
    arms: Sequence[str]

    @property
    def body(self) -> Mapping[str, Any]:
        """What the worker found; empty before it did."""
        found: Mapping[str, Any] = self.report.body
        return found

    @property
    def excluded(self) -> int:
        """How many attacks that are over the filters leave out."""
        return int(self.body["over"] - self.body["n"] - self.body["skipped"])

    @property
    def ratings(self) -> list[tuple[str, str]]:
        """The self-reports to filter by."""
        words = {Rated.SUCCESS: "3 or 4", Rated.NO: "not rated"}
        return [(rated.value, words.get(rated, rated.value)) for rated in Rated]

    @cached_property
    def points(self) -> list[Mapping[str, str]]:
        """The headlines."""
        return [point for section in self.body["sections"] for point in section["points"]][:3]

    @cached_property
    def sections(self) -> list[SectionView]:
        """The sections."""
        drawn = self.body["drawn"]
        return [section_view(told, self._behind, drawn=drawn) for told in self.body["sections"]]

    def _behind(self, table: str, place: int, key: str, row: Row) -> str:
        campaign, name = self.report.campaign.key, f"{table}.{place}.{key}"
        if query := self._query(table, key, row):
            return reverse("attacks", args=[campaign]) + query
        if name in self.body.get("behind", ()):
            asked = f"?{self.choice.query}" if self.choice.query else ""
            return reverse("insights-behind", args=[campaign, name]) + asked
        return ""

    def _query(self, table: str, key: str, row: Row) -> str:
        """Return the query of the attacks that a figure rests on, empty where the table cannot show them."""
        if row.get(key) in {None, 0}:
            return ""
        if table in {"by_arm", "cells", "refusals"}:
            arm = row.get("arm") or self.body["arms"].get(
                f"{row.get('model_type')} {row.get('num_params')}".strip()
            )
            return self._of_arm(arm, key) if arm else ""
        if (
            table in {"ratings", "rating_and_score"}
            and row.get("rating") in set(Rated)
            and key in {"n", "share"}
        ):
            return self.choice.attacks(rated=row["rating"])
        return ""

    def _of_arm(self, arm: str, key: str) -> str:
        if key in SCORED:
            return self.choice.attacks(arm=arm, sort=Sort.LOWEST)
        if key in {"success_share", "success"}:
            return self.choice.attacks(arm=arm, rated=Rated.SUCCESS)
        if key == "not_rated":
            return self.choice.attacks(arm=arm, rated=Rated.NO)
        if key in {"mean_rating", "rated"}:
            return self.choice.attacks(arm=arm, sort=Sort.SUCCESS)
        return self.choice.attacks(arm=arm) if key in {"n", "members"} else ""


def section_view(told: Mapping[str, Any], behind: Behind, *, drawn: bool) -> SectionView:
    """Return a section in words; `behind` tells what a figure rests on."""
    charts = told["charts"] if drawn else ()
    tables = [_table(table, behind) for table in told["tables"] if table["rows"]]
    return SectionView(told["name"], told["title"], told["said"], charts, tables, told["method"])


def _table(table: Mapping[str, Any], behind: Behind) -> TableView:
    heads = [(label, kind != "text") for _, label, kind, _ in table["columns"]]
    rows = [list(_row(table, place, row, behind)) for place, row in enumerate(table["rows"])]
    return TableView(table["title"], heads, rows, table["note"], table["more"])


def _row(table: Mapping[str, Any], place: int, row: Row, behind: Behind) -> Iterator[Cell]:
    for key, _, kind, interval in table["columns"]:
        ends = ends_of(kind, row, key) if interval and row.get(key) is not None else ""
        address = behind(table["name"], place, key, row) if kind != "text" else ""
        yield Cell(figure(kind, row.get(key)), ends, address, kind != "text")


def telling_of(report: Report, choice: Choice) -> Telling:
    """Return what a page tells of a report: one query, however many attacks there are."""
    names = (
        report.campaign.versions.exclude(arms=None)
        .order_by("arms")
        .values_list("arms__target__name", flat=True)
    )
    return Telling(report, choice, tuple(dict.fromkeys(names)))


def picture_of(campaign: "Campaign", choice: Choice, name: str) -> str | None:
    """Return a chart of a report as SVG, None where there is none."""
    found = Picture.objects.filter(report__campaign=campaign, report__choice=choice.query, name=name)
    return found.values_list("svg", flat=True).first()


def figure(kind: str, value: Any) -> str:  # noqa: ANN401 -- what the kind says
    """Return a value in words."""
    if value is None:
        return "not defined"
    if kind == "count":
        return f"{value:,}"
    if kind == "share":
        return f"{100 * value:.1f} %"
    if kind == "number":
        return number(value)
    return str(value)


def ends_of(kind: str, row: Row, key: str) -> str:
    """Return the ends of a figure's interval in words."""
    low, high = row.get(f"{key}_low"), row.get(f"{key}_high")
    if low is None or high is None:
        return "too few for an interval"
    return f"{figure(kind, low)} to {figure(kind, high)}"
