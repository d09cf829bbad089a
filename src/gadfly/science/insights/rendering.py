"""Tables and charts as files: CSV and Parquet; Vega-Lite, SVG and PNG. What stands there already is kept.

Drawing takes vl-convert, of the extra `insights`. Without it there are tables, and charts as
Vega-Lite alone.
"""

import csv
import io
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gadfly.science.insights.section import Chart, Kind, Table

PNG_SCALE = 2
HOW_TO_DRAW = "Charts as pictures take the extra: pip install 'gadfly[insights]', then run this again."
_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.COUNT: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.SHARE: pa.float64(),
    Kind.POINTS: pa.float64(),
}


def can_draw() -> bool:
    """Whether charts can be made into pictures here."""
    try:
        import vl_convert  # noqa: F401, PLC0415 -- an extra, which takes a while to load
    except ImportError:
        return False
    return True


def keys_of(table: Table) -> Iterator[tuple[str, Kind]]:
    """Yield the table's columns as files have them: the ends of intervals are columns of their own."""
    for column in table.columns:
        yield column.key, column.kind
        if column.interval:
            yield f"{column.key}_low", column.kind
            yield f"{column.key}_high", column.kind


def write_table(table: Table, folder: Path) -> None:
    """Write `NAME.csv` and `NAME.parquet`; what is not defined is an empty cell, or null."""
    keys = dict(keys_of(table))
    text = io.StringIO(newline="")
    out = csv.DictWriter(text, list(keys), extrasaction="ignore", lineterminator="\n")
    out.writeheader()
    out.writerows({key: _safe(row.get(key)) for key in keys} for row in table.rows)
    put(folder / f"{table.name}.csv", text.getvalue().encode())
    columns = [pa.array([row.get(key) for row in table.rows], _TYPES[kind]) for key, kind in keys.items()]
    sink = io.BytesIO()
    pq.write_table(pa.table(columns, names=list(keys)), sink)
    put(folder / f"{table.name}.parquet", sink.getvalue())


def _safe(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return (
        f"'{value}"
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
        else value
    )


def write_chart(chart: Chart, folder: Path, *, draw: bool) -> None:
    """Write `NAME.vl.json` and, if they can be drawn, `NAME.svg` and `NAME.png`, unless they are there."""
    spec = (json.dumps(chart.spec, indent=1, ensure_ascii=False) + "\n").encode()
    file, svg, png = (folder / f"{chart.name}{ending}" for ending in (".vl.json", ".svg", ".png"))
    known = file.exists() and file.read_bytes() == spec and svg.exists() and png.exists()
    if draw and not known:
        made = drawn(chart.spec)
        put(svg, made.encode())
        put(png, _png(chart.spec))
    put(file, spec)


def drawn(spec: dict[str, Any]) -> str:
    """Return the chart as SVG."""
    import vl_convert  # noqa: PLC0415 -- an extra, which takes a while to load

    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg


def _png(spec: dict[str, Any]) -> bytes:
    import vl_convert  # noqa: PLC0415 -- likewise

    png: bytes = vl_convert.vegalite_to_png(
        spec | {"config": {**spec["config"], "background": "white"}}, scale=PNG_SCALE
    )
    return png


def put(path: Path, content: bytes) -> None:
    """Write a file that is whole under its name, or not there."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def key_of(*parts: object) -> str:
    """Return a name for what these parts determine."""
    return sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:32]
