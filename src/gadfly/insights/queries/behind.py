"""The attacks behind a figure of a report, as their page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from gadfly.attacks.tables import Row, UnknownChoice, rows_of
from gadfly.insights.choice import Choice, choice_of
from gadfly.insights.models import Behind, Report
from gadfly.shared.keys import LENGTH

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

PAGE = 25
"""Attacks of one page."""
LONGEST = 4
"""Digits of how many are skipped."""


@dataclass(frozen=True, slots=True)
class BehindView:
    """A page of the attacks. `kept` of the figure's attacks are listed; the pages' addresses may be empty."""

    report: Report
    choice: Choice
    table: str
    row: str
    column: str
    kept: int
    rows: Sequence[Row]
    older: str
    newer: str


def behind_view(campaign: "Campaign", name: str, query: Mapping[str, list[str]]) -> BehindView | None:
    """Return a page of the attacks behind a figure, None where the report has no such list: three queries.

    Raises UnknownChoice for what is no filter of a report.
    """
    filters = dict(query)
    after = _number(filters.pop("after", ["0"]))
    choice = choice_of(filters)
    found = Behind.objects.filter(report__campaign=campaign, report__other=None, report__choice=choice.query)
    held = found.filter(figure=name).select_related("report").first()
    if held is None:
        return None
    kept = len(held.keys) // LENGTH
    keys = [held.keys[LENGTH * at : LENGTH * (at + 1)] for at in range(after, min(after + PAGE, kept))]
    older = _address(choice, after + PAGE) if after + PAGE < kept else ""
    newer = _address(choice, max(after - PAGE, 0)) if after else ""
    words = _words(held.report.body, name)
    return BehindView(held.report, choice, *words, kept, rows_of(campaign, keys), older, newer)


def _number(given: Sequence[str]) -> int:
    match given:
        case [text] if text.isascii() and text.isdigit() and len(text) <= LONGEST:
            return int(text)
    raise UnknownChoice("That is no page of this list. Begin at its first page.")


def _address(choice: Choice, after: int) -> str:
    return "?" + "&".join(part for part in (choice.query, urlencode({"after": after})) if part)


def _words(body: Mapping[str, Any], name: str) -> tuple[str, str, str]:
    """Return what the table, the row and the column are called."""
    of, place, key = name.split(".")
    tables = (table for section in body["sections"] for table in section["tables"] if table["name"] == of)
    table = next(tables)
    columns = {column[0]: column[1] for column in table["columns"]}
    row = table["rows"][int(place)]
    return table["title"], str(row[table["columns"][0][0]]), columns[key]
