"""The steps as a picture and a table: three small panels in SVG, without any extra, and CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from html import escape
from typing import NamedTuple

from gadfly.science.policy.records import Known, Step

WIDTH, HEIGHT, LEFT, TOP = 520, 120, 60, 34
INK, SOFT, RULE, BLUE, OCHRE = "#1f1a15", "#5c544a", "#dbd6cd", "#274b8a", "#b5791a"
FIRST = 5
"""Steps whose mean a score is counted from: two scorers' own numbers do not compare."""


class Line(NamedTuple):
    """A line of a panel: its name, colour and dashes, and a value for each step."""

    name: str
    colour: str
    dashes: str
    values: Sequence[Known]


def table(steps: Sequence[Step]) -> str:
    """Return the steps as CSV; what is not known is an empty cell."""
    text = io.StringIO(newline="")
    out = csv.DictWriter(text, [field.name for field in fields(Step)], lineterminator="\n")
    out.writeheader()
    out.writerows(asdict(step) for step in steps)
    return text.getvalue()


def picture(steps: Sequence[Step]) -> str:
    """Return the steps as SVG: both scores from where they began, distance or loss, and length."""
    panels = list(_panels(steps))
    height = TOP + len(panels) * (HEIGHT + TOP)
    told = "; ".join(f"{title}: {_told(lines)}" for title, lines in panels)
    inner = "".join(
        _panel(title, lines, TOP + at * (HEIGHT + TOP), steps) for at, (title, lines) in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 20} {height}" role="img" '
        f'font-family="sans-serif" font-size="11" fill="{INK}"><title>Steps of a run</title>'
        f"<desc>{escape(told)}</desc>{inner}</svg>\n"
    )


def _panels(steps: Sequence[Step]) -> Iterator[tuple[str, list[Line]]]:
    train, test = ([getattr(step, name) for step in steps] for name in ("train", "test"))
    rest = (
        ("nats from the starting policy", "kl"),
        ("loss", "loss"),
        ("share of pairs the right way round", "right"),
        ("tokens of a reply", "tokens"),
    )
    if any(value is not None for value in train):
        yield (
            "score, from where it began",
            [
                Line("the scorer that rewards", BLUE, "", _from_first(train)),
                Line("its twin, dashed", OCHRE, "5 3", _from_first(test)),
            ],
        )
    for title, name in rest:
        values = [getattr(step, name) for step in steps]
        if any(value is not None for value in values):
            yield title, [Line("", INK, "", values)]


def _from_first(values: Sequence[Known]) -> list[Known]:
    first = [value for value in values if value is not None][:FIRST]
    return [None if value is None else value - sum(first) / len(first) for value in values]


def _told(lines: Sequence[Line]) -> str:
    ends = [(line.name, [value for value in line.values if value is not None]) for line in lines]
    return ", ".join(
        f"{name} from {known[0]:.3g} to {known[-1]:.3g}".strip() for name, known in ends if known
    )


def _panel(title: str, lines: Sequence[Line], top: int, steps: Sequence[Step]) -> str:
    known = [value for line in lines for value in line.values if value is not None]
    low, high = min(known), max(known)
    span, last = (high - low) or 1.0, max(steps[-1].step, 1)
    named = "".join(f'<tspan fill="{line.colour}" dx="12">{escape(line.name)}</tspan>' for line in lines)
    drawn = [
        f'<text x="{LEFT}" y="{top - 8}" fill="{SOFT}">{escape(title)}</text>',
        f'<text x="{LEFT + WIDTH}" y="{top - 8}" text-anchor="end">{named}</text>',
        f'<path d="M{LEFT} {top}v{HEIGHT}h{WIDTH}" fill="none" stroke="{RULE}"/>',
        f'<text x="{LEFT - 6}" y="{top + 8}" text-anchor="end">{high:.3g}</text>',
        f'<text x="{LEFT - 6}" y="{top + HEIGHT}" text-anchor="end">{low:.3g}</text>',
        f'<text x="{LEFT + WIDTH}" y="{top + HEIGHT + 14}" text-anchor="end">step {last}</text>',
    ]
    for line in lines:
        points = " ".join(
            f"{LEFT + WIDTH * step.step / last:.1f},{top + HEIGHT * (high - value) / span:.1f}"
            for step, value in zip(steps, line.values, strict=True)
            if value is not None
        )
        dashes = f' stroke-dasharray="{line.dashes}"' if line.dashes else ""
        drawn.append(
            f'<polyline points="{points}" fill="none" stroke="{line.colour}" stroke-width="1.5"{dashes}/>'
        )
    return "".join(drawn)
