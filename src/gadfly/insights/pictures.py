"""Charts that follow the theme: SVG whose colours of the house are told again for the dark.

The colours stand as attributes, which a style sheet overrides. A picture in a page takes the
colour scheme of the element that shows it.
"""

INKS = {
    "#1f1a15": "#ece8df",
    "#5c544a": "#b3aca0",
    "#dbd6cd": "#3d3934",
    "#9b2335": "#e58a94",
    "#274b8a": "#7f9fdc",
    "#b5791a": "#e6c27a",
    "#1f7377": "#7fcfd0",
    "#8c4a9a": "#cfa0dc",
    "#7d9a86": "#cfe6c8",
    "#23282b": "#8b9092",
}
"""The colours of `science.insights.charts` by day, and by night."""
_RULES = "".join(
    f'[fill="{day}"]{{fill:{night}}}[stroke="{day}"]{{stroke:{night}}}' for day, night in INKS.items()
)
STYLE = f"<style>@media (prefers-color-scheme: dark){{{_RULES}}}</style>"


def themed(svg: str) -> str:
    """Return the SVG with colours for the dark."""
    head, end, rest = svg.partition(">")
    return f"{head}{end}{STYLE}{rest}"
