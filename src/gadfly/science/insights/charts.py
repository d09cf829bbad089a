"""Charts in Vega-Lite: small, with their data in them, one palette, nothing fetched from anywhere.

Colours are the house's; where a page changes its theme its style sheet changes them by their value.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from gadfly.science.insights.section import Chart, Row

INK, SOFT, RULE, MADDER = "#1f1a15", "#5c544a", "#dbd6cd", "#9b2335"
ARMS = ("#274b8a", "#b5791a", "#1f7377", "#8c4a9a", "#7d9a86", "#23282b")
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
WIDTH, HEIGHT = 300, 220
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
SANS = "'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
_CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": SANS,
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT,
        "titleColor": SOFT,
        "gridColor": RULE,
        "domainColor": RULE,
        "tickColor": RULE,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titlePadding": 10,
        "titleFontWeight": "normal",
    },
    "legend": {
        "labelColor": INK,
        "titleColor": SOFT,
        "orient": "top",
        "columns": 2,
        "symbolStrokeWidth": 1.5,
        "columnPadding": 18,
    },
}


def chart(name: str, title: str, told: str, rows: Iterable[Row], **rest: Any) -> Chart:  # noqa: ANN401 -- Vega-Lite
    """Return a chart of `rows`; `rest` is Vega-Lite's own: mark, encoding, layer."""
    spec = {
        "$schema": SCHEMA,
        "description": told,
        "width": WIDTH,
        "height": HEIGHT,
        "config": _CONFIG,
        "data": {"values": list(rows)},
        **rest,
    }
    return Chart(name, title, told, spec)


def by_size(name: str, title: str, told: str, rows: Sequence[Row], *, value: str, label: str) -> Chart:
    """Return figures with intervals by size (across) and type of model (colour and mark)."""
    kinds = list(dict.fromkeys(row["model_type"] for row in rows))
    sizes = list(dict.fromkeys(row["num_params"] for row in rows))
    x = {"field": "num_params", "type": "ordinal", "sort": sizes, "title": "size", "axis": {"labelAngle": 0}}
    apart = {"field": "model_type", "sort": kinds}
    colour = {"field": "model_type", "type": "nominal", "title": None, "scale": scale(kinds, ARMS)}
    mark = {"field": "model_type", "type": "nominal", "title": None, "scale": scale(kinds, SHAPES)}
    y = {"field": value, "type": "quantitative", "title": label, "scale": {"zero": False}}
    ends = {"y": y | {"field": f"{value}_low"}, "y2": {"field": f"{value}_high"}}
    return chart(
        name,
        title,
        told,
        rows,
        layer=[
            {
                "mark": {"type": "rule", "strokeWidth": 1.5},
                "encoding": {"x": x, "xOffset": apart, "color": colour, **ends},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                "encoding": {"x": x, "xOffset": apart, "y": y, "color": colour, "shape": mark},
            },
        ],
    )


def scale(names: Sequence[str], values: Sequence[str]) -> dict[str, Any]:
    """Return a scale that gives each name its own value, beginning anew when they run out."""
    return {"domain": list(names), "range": [values[place % len(values)] for place in range(len(names))]}


def bars(name: str, title: str, told: str, rows: Sequence[Row], *, across: str, label: str) -> Chart:
    """Return counts as upright bars; `across` names the ordered column."""
    x = {"field": across, "type": "ordinal", "sort": None, "title": label, "axis": {"labelAngle": 0}}
    y = {"field": "n", "type": "quantitative", "title": "attacks"}
    return chart(name, title, told, rows, mark={"type": "bar", "color": ARMS[0]}, encoding={"x": x, "y": y})


def histogram(name: str, title: str, told: str, rows: Sequence[Row], *, label: str) -> Chart:
    """Return counts of bins with the ends `low` and `high`."""
    x = {"field": "low", "type": "quantitative", "title": label, "bin": {"binned": True}}
    y = {"field": "n", "type": "quantitative", "title": "attacks"}
    encoding = {"x": x, "x2": {"field": "high"}, "y": y}
    return chart(name, title, told, rows, mark={"type": "bar", "color": ARMS[0]}, encoding=encoding)
