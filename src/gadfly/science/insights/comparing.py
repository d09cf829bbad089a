"""Two datasets side by side: campaigns, or versions of a model. Pairs where the same was tried.

Attacks are paired that begin with the same first message, or state the same intent; of several on
one side the mean counts. A pair's difference hangs together with its member's others on the first
side. Unpaired, the members of the two sides are taken for different people.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.clustered import Estimate, Floats, Ints, mean
from gadfly.science.insights.section import Column, Kind, Row, Section, Table, told
from gadfly.science.insights.sections.cells import figures

FEWEST = 10
"""Pairs below which nothing is said of pairs."""
FIGURES = (
    ("mean", "mean lowest score"),
    ("q05", "5 % quantile of the lowest score"),
    ("cvar05", "mean of the worst 5 %"),
    ("success_share", "share of successes"),
    ("mean_rating", "mean self-report"),
)
COLUMNS = (
    Column("cell", "Attacks on"),
    Column("figure", "Figure"),
    Column("n_a", "n, first", Kind.COUNT),
    Column("n_b", "n, second", Kind.COUNT),
    Column("a", "First", Kind.NUMBER, interval=True),
    Column("b", "Second", Kind.NUMBER, interval=True),
    Column("difference", "Second less first", Kind.NUMBER, interval=True),
)
PAIRS = (
    Column("same", "The same"),
    Column("figure", "Figure"),
    Column("n", "Pairs", Kind.COUNT),
    Column("members", "Members", Kind.COUNT),
    Column("alone_a", "First without a pair", Kind.COUNT),
    Column("alone_b", "Second without a pair", Kind.COUNT),
    Column("difference", "Second less first", Kind.NUMBER, interval=True),
)


class Sides(NamedTuple):
    """The two datasets."""

    a: Attacks
    b: Attacks


def compared(sides: Sides) -> Section:
    """Return the differences over all attacks, in each cell both have, and over pairs."""
    rows = _rows("all", *(figures(side, np.arange(len(side))) for side in sides))
    for cell in sides.a.cells:
        if cell in sides.b.cells:
            there = (np.flatnonzero(side.cell == side.cells.index(cell)) for side in sides)
            each = (figures(side, places) for side, places in zip(sides, there, strict=True))
            rows += _rows(f"{cell.model_type} {cell.size}".strip(), *each)
    pairs = [row for column, name in (("first", "first message"), ("intent", "intent"))
             for row in _paired(sides, column, name)]  # fmt: skip
    return Section(
        "The second against the first",
        said=_sentences(rows, pairs),
        tables=(
            Table("differences", "Differences", COLUMNS, tuple(rows)),
            Table("pairs", "Differences over pairs", PAIRS, tuple(pairs)),
        ),
        method=(__doc__ or "",),
        headline={"differences": rows, "pairs": pairs},
    )


def _rows(cell: str, a: Row, b: Row) -> list[Row]:
    rows = []
    for key, name in FIGURES:
        missing = "not_scored" if key in {"mean", "q05", "cvar05"} else "not_rated"
        row = {"cell": cell, "figure": name, "n_a": a["n"] - a[missing], "n_b": b["n"] - b[missing]}
        for side, of in (("a", a), ("b", b)):
            row |= {f"{side}{end}": of[f"{key}{end}"] for end in ("", "_low", "_high")}
        rows.append(row | told("difference", _difference(row, a["members"], b["members"])))
    return rows


def _difference(row: Row, members_a: int, members_b: int) -> Estimate:
    """Return the difference of independent figures; its interval joins theirs (Newcombe 1998)."""
    a, b, n = row["a"], row["b"], row["n_a"] + row["n_b"]
    if a is None or b is None:
        return Estimate(None, None, None, n, members_a + members_b)
    value = b - a
    if any(row[f"{side}_{end}"] is None for side in "ab" for end in ("low", "high")):
        return Estimate(value, None, None, n, members_a + members_b)
    low = value - np.hypot(b - row["b_low"], row["a_high"] - a)
    high = value + np.hypot(row["b_high"] - b, a - row["a_low"])
    return Estimate(value, float(low), float(high), n, members_a + members_b)


def _paired(sides: Sides, column: str, name: str) -> list[Row]:
    a, b = (side.column(column) for side in sides)
    joint = pa.chunked_array([a, b]).combine_chunks().dictionary_encode()
    codes = joint.indices.to_numpy()
    empty = np.array([text == "" for text in joint.dictionary.to_pylist()])
    left, right = codes[: len(a)], codes[len(a) :]
    rows = []
    for figure, key in (("lowest score", "score"), ("self-report", "rating")):
        x, y = (getattr(side, key) for side in sides)
        means_a, means_b = (_means(c, v, len(empty)) for c, v in ((left, x), (right, y)))
        both = ~(np.isnan(means_a) | np.isnan(means_b) | empty)
        who = np.zeros(len(empty), np.int64)
        who[left[::-1]] = sides.a.member[::-1]
        found = mean(who[both], (means_b - means_a)[both])
        rows.append(
            {
                "same": name,
                "figure": figure,
                "n": found.n,
                "members": found.members,
                "alone_a": int((~both[left]).sum()),
                "alone_b": int((~both[right]).sum()),
                **told("difference", found if found.n >= FEWEST else found._replace(low=None, high=None)),
            }
        )
    return rows


def _means(codes: Ints, values: Floats, count: int) -> Floats:
    """Return the mean of the known values of each code, NaN for none."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        sums = np.bincount(codes[known], values[known], count)
        found: Floats = sums / np.bincount(codes[known], minlength=count)
    return found


def _sentences(rows: list[Row], pairs: list[Row]) -> tuple[str, ...]:
    said = [_sentence(f"The {row['figure']} of all attacks", row) for row in rows[: len(FIGURES)]]
    said += [
        _sentence(f"Over {row['n']:,} pairs of the same {row['same']}, the {row['figure']}", row)
        for row in pairs
        if row["difference_low"] is not None
    ]
    return tuple(sentence for sentence in said if sentence)


def _sentence(what: str, row: Row) -> str:
    low, high = row["difference_low"], row["difference_high"]
    if low is None:
        return ""
    verb = "rises" if low > 0 else "falls" if high < 0 else "does not change measurably"
    figures = f"{row['difference']:+.2f} ({low:+.2f} to {high:+.2f})".replace("-", "−")
    return f"{what} {verb}: {figures}."
