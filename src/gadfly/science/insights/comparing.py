"""Two datasets side by side: campaigns, arms, or versions of a model. Pairs where the same was tried.

Attacks are paired that begin with the same first message, or state the same intent; of several on
one side the mean counts. A pair's difference hangs together with its member's others on the first
side. Scores of two scorers are never compared. It does not know who the members are: whoever calls
says whether the same people attacked both sides.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from gadfly.science.insights.attacks import SUCCESS, Attacks
from gadfly.science.insights.clustered import TAIL, Estimate, Floats, Ints, mean
from gadfly.science.insights.section import Column, Kind, Row, Section, Table, told
from gadfly.science.insights.sections.cells import figures
from gadfly.science.outcomes import Figure
from gadfly.science.outcomes.clusters import difference

FEWEST = 10
"""Pairs below which nothing is said of pairs."""
SCORES = frozenset({"mean", "q05", "cvar05"})
"""Figures of scores; the others are of self-reports."""
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


PAIRING = (
    "Attacks are paired that begin with the same first message, or state the same intent; of several on one "
    "side the mean counts. A pair's difference hangs together with its member's others on the first side."
)
STRANGERS = "Unpaired, the members of the two sides are taken for different people (Newcombe 1998)."
SAME = (
    "The same people attacked both sides: members are left out of both at once, so what somebody brings to "
    "both cancels; of the quantile the intervals of the two sides are joined (Newcombe 1998), which errs to "
    "the wide side."
)


class Sides(NamedTuple):
    """The two datasets."""

    a: Attacks
    b: Attacks

    @property
    def scorers(self) -> tuple[str, ...]:
        """The scorers that measured either side, as far as they are named."""
        names = pa.chunked_array([side.column("scorer") for side in self]).unique().to_pylist()
        return tuple(sorted(name for name in names if name))


def compared(sides: Sides, *, same_people: bool = False) -> Section:
    """Return the differences over all attacks, in each cell both have, and over pairs.

    `same_people`: a member's number means one person on both sides, as in two arms of a campaign.
    """
    joined = _joined(sides) if same_people else None
    comparable = len(sides.scorers) < 2  # noqa: PLR2004 -- two scorers' values have nothing in common
    rows = [
        row
        for name, places in _parts(sides)
        for row in _rows(name, sides, places, joined)
        if comparable or row["of"] not in SCORES
    ]
    pairs = [row for column, name in (("first", "first message"), ("intent", "intent"))
             for row in _paired(sides, column, name) if comparable or row["of"] != "score"]  # fmt: skip
    apart = "" if comparable else _apart(sides.scorers)
    return Section(
        "The second against the first",
        said=_sentences(rows, pairs),
        tables=(
            Table("differences", "Differences", COLUMNS, tuple(rows), apart),
            Table("pairs", "Differences over pairs", PAIRS, tuple(pairs)),
        ),
        method=(PAIRING, SAME if same_people else STRANGERS),
        headline={"differences": rows, "pairs": pairs},
    )


def _apart(scorers: tuple[str, ...]) -> str:
    names = ", ".join(scorers)
    return f"Scores are left out: they are of {names}, and scores of two scorers are never compared."


def _parts(sides: Sides) -> Iterator[tuple[str, tuple[Ints, Ints]]]:
    """Yield what is compared: all attacks, then each cell that both sides have, by their places."""
    yield "all", (np.arange(len(sides.a)), np.arange(len(sides.b)))
    for cell in sides.a.cells:
        if cell in sides.b.cells:
            a, b = (np.flatnonzero(side.cell == side.cells.index(cell)) for side in sides)
            yield f"{cell.model_type} {cell.size}".strip(), (a, b)


def _joined(sides: Sides) -> tuple[Ints, Ints]:
    """Return codes of the members that name the same person alike on both sides; -1 where not known."""
    numbers = pa.chunked_array([side.column("member") for side in sides]).combine_chunks()
    codes: Ints = numbers.dictionary_encode().indices.fill_null(-1).to_numpy().astype(np.int64)
    return codes[: len(sides.a)], codes[len(sides.a) :]


def _rows(cell: str, sides: Sides, places: tuple[Ints, Ints], joined: tuple[Ints, Ints] | None) -> list[Row]:
    a, b = (figures(side, here) for side, here in zip(sides, places, strict=True))
    rows = []
    for key, name in FIGURES:
        missing = "not_scored" if key in SCORES else "not_rated"
        row = {"cell": cell, "figure": name, "of": key}
        row |= {"n_a": a["n"] - a[missing], "n_b": b["n"] - b[missing]}
        for side, of in (("a", a), ("b", b)):
            row |= {f"{side}{end}": of[f"{key}{end}"] for end in ("", "_low", "_high")}
        if joined is None or key == "q05":
            row |= told("difference", _difference(row, a["members"], b["members"]))
        else:
            row |= told("difference", _within(key, row, sides, places, joined))
        rows.append(row)
    return rows


def _within(
    key: str, row: Row, sides: Sides, places: tuple[Ints, Ints], joined: tuple[Ints, Ints]
) -> Figure | Estimate:
    """Return the difference with its interval over people who attacked both sides or one."""
    first, second = (_terms(key, side, here) for side, here in zip(sides, places, strict=True))
    member = np.concatenate([codes[here] for codes, here in zip(joined, places, strict=True)])
    of_b = np.arange(len(member)) >= len(first)
    found = difference(np.concatenate([first, second]), member, of_b)
    if found.value is None or found.low is None or found.high is None:
        return _difference(row | dict.fromkeys(("a_low", "b_low")), 0, 0)
    value = row["b"] - row["a"]
    return found._replace(
        value=value, low=value - (found.value - found.low), high=value + (found.high - found.value)
    )


def _terms(key: str, side: Attacks, here: Ints) -> Floats:
    """Return a number for each attack whose mean is the figure, NaN where it is not known."""
    score, rating = side.score[here], side.rating[here]
    if key == "mean":
        return score
    if key == "cvar05" and np.isfinite(score).any():
        edge = np.nanquantile(score, TAIL)
        return np.asarray(edge + np.minimum(score - edge, 0) / TAIL)
    if key == "success_share":
        return np.where(np.isnan(rating), np.nan, rating >= SUCCESS)
    return rating if key == "mean_rating" else score


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
                "of": key,
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
    whole = [row for row in rows if row["cell"] == "all"]
    said = [_sentence(f"The {row['figure']} of all attacks", row) for row in whole]
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
