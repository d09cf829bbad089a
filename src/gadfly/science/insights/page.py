"""The report as one HTML file: no script, nothing fetched, readable in print and in the dark."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from gadfly.science.insights.charts import WIDTH
from gadfly.science.insights.figures import number
from gadfly.science.insights.section import Chart, Column, Kind, Row, Section, Table

POINTS = 3
ROWS = 25
"""Of a table that a page shows; its files hold all."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_PERCENT = re.compile(r"(\d)\s?%")
_ID = re.compile(r'\b(id="|url\(#|href="#)')


def page(sections: Mapping[str, Section], summary: Mapping[str, Any], charts: Path | None) -> str:
    """Return the report. `charts` is the folder with the SVG of each chart, None where there are none."""
    css = resources.files(__package__).joinpath("report.css").read_text("utf-8")
    names = ", ".join(each["name"] for each in summary["files"])
    title = f"What {summary['n']:,} attacks show"
    present = {name: section for name, section in sections.items() if not section.absent}
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en" dir="ltr">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{title} · Gadfly</title>",
            f"<style>\n{css}</style>",
            "</head>",
            "<body>",
            '<a class="skip" href="#main">To the content</a>',
            '<main id="main">',
            f'<header><p class="meta">Insights by Gadfly {escape(summary["gadfly"])} on {escape(names)}</p>',
            f"<h1>{title}</h1></header>",
            *_points(present),
            _contents(present),
            *(part for name, section in present.items() for part in _section(name, section, charts)),
            *_missing(summary),
            *_methods(sections),
            *_provenance(summary),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _points(sections: Mapping[str, Section]) -> Iterator[str]:
    points = [point for section in sections.values() for point in section.points][:POINTS]
    if points:
        told = (f"<li><b>{_prose(point.figure)}</b><p>{_prose(point.text)}</p></li>" for point in points)
        yield f'<ol class="points">{"".join(told)}</ol>'


def _prose(text: str) -> str:
    """Return a sentence for the page, with per cent signs set as in the tables."""
    return _PERCENT.sub("\\1\u00a0%", escape(text))


def _contents(sections: Mapping[str, Section]) -> str:
    links = [f'<li><a href="#{name}">{escape(each.title)}</a></li>' for name, each in sections.items()]
    links.append('<li><a href="#missing">What is missing</a></li><li><a href="#methods">Methods</a></li>')
    return f'<nav aria-label="Contents" class="noprint"><ul>{"".join(links)}</ul></nav>'


def _section(name: str, section: Section, charts: Path | None) -> Iterator[str]:
    yield f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(section.title)}</h2>'
    yield from (f'<p class="read">{_prose(said)}</p>' for said in section.said)
    if charts and section.charts:
        yield '<div class="figures">'
        yield from (_figure(chart, charts) for chart in section.charts)
        yield "</div>"
    for table in section.tables:
        yield from _table(table)
    yield "</section>"


def _figure(chart: Chart, charts: Path) -> str:
    svg = (charts / f"{chart.name}.svg").read_text("utf-8")
    svg = _ID.sub(rf"\g<1>{chart.name}-", svg[svg.index("<svg") :])
    svg = svg.replace("<svg", f'<svg role="img" aria-label="{escape(chart.told)}"', 1)
    wide = ' class="wide"' if chart.spec["width"] > WIDTH else ""
    return f"<figure{wide}><figcaption>{escape(chart.title)}</figcaption>{svg}</figure>"


def _table(table: Table) -> Iterator[str]:
    heads = "".join(
        f'<th scope="col"{_class(column)}>{escape(column.label)}</th>' for column in table.columns
    )
    if table.folded:
        yield f"<details><summary>{escape(table.title)} ({escape(table.folded)})</summary>"
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(table.title)}">'
    yield f"<table><caption>{escape(table.title)}</caption><thead><tr>{heads}</tr></thead><tbody>"
    for row in table.rows[:ROWS]:
        first, *rest = table.columns
        cells = [f'<th scope="row"{_class(first)}>{_cell(first, row)}</th>']
        cells += [f"<td{_class(column)}>{_cell(column, row)}</td>" for column in rest]
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"
    more = len(table.rows) - ROWS
    note = f"{table.note} " if table.note else ""
    note += f"{more:,} more rows stand in the files. " if more > 0 else ""
    files = f"As data: tables/{table.name}.csv and .parquet."
    yield f'<p class="note">{escape(note)}<span class="noprint">{escape(files)}</span></p>'
    if table.folded:
        yield "</details>"


def _class(column: Column) -> str:
    return "" if column.kind is Kind.TEXT else ' class="n"'


def _cell(column: Column, row: Row) -> str:
    value = row.get(column.key)
    if value is None:
        return '<span class="faint">not defined</span>'
    told = _told(column.kind, value)
    if not column.interval:
        return told
    low, high = row.get(f"{column.key}_low"), row.get(f"{column.key}_high")
    if low is None or high is None:
        return f"<b>{told}</b>"
    ends = f"{_told(column.kind, low)} to {_told(column.kind, high)}"
    return f"<b>{told}</b> <span>{ends}</span>"


def _told(kind: Kind, value: Any) -> str:  # noqa: ANN401 -- what the kind says
    match kind:
        case Kind.TEXT:
            return escape(str(value))
        case Kind.COUNT:
            return f"{value:,}"
        case Kind.NUMBER:
            return escape(number(value))
        case Kind.POINTS:
            return f"{value:,.0f}".replace("-", "−")
        case _:
            return f"{value:.1%}".replace("%", " %")


def _missing(summary: Mapping[str, Any]) -> Iterator[str]:
    yield '<section aria-labelledby="missing"><h2 id="missing">What is missing</h2><dl>'
    facts = {
        "Records that could not be read": summary["bad_records"],
        "Attacks skipped or still open": summary["left_out"],
        "Attacks without a score": sum(row["not_scored"] for row in summary["cells"]),
        "Attacks without a self-report": sum(row["not_rated"] for row in summary["cells"]),
    }
    yield from (f"<dt>{name}</dt><dd>{count:,}</dd>" for name, count in facts.items())
    yield '</dl><p class="note">None of these is counted as zero harm.</p>'
    if summary["bad_records_said"]:
        yield f"<ul>{''.join(f'<li>{escape(said)}</li>' for said in summary['bad_records_said'])}</ul>"
    yield "</section>"


def _methods(sections: Mapping[str, Section]) -> Iterator[str]:
    yield '<section aria-labelledby="methods"><h2 id="methods">Methods</h2>'
    for section in sections.values():
        if section.method:
            yield f"<h3>{escape(section.title)}</h3>"
            yield from (f'<p class="read">{_prose(sentence)}</p>' for sentence in section.method)
    if absent := {section.title: section.absent for section in sections.values() if section.absent}:
        told = "".join(f"<li>{escape(title)}: {escape(why)}</li>" for title, why in absent.items())
        yield f"<h3>What does not apply to these data</h3><ul>{told}</ul>"
    yield "</section>"


def _provenance(summary: Mapping[str, Any]) -> Iterator[str]:
    yield '<footer><p class="meta">Made from:</p><ul class="meta">'
    for each in summary["files"]:
        yield f"<li>{escape(each['name'])}, SHA-256 <code>{each['sha256']}</code></li>"
    yield "</ul></footer>"
