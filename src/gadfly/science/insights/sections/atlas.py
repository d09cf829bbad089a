"""The map of what was tried: where attacks lie, its islands, what is still unseen, templates and copies."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from gadfly.science.atlas.drawing import LANDMARKS, Atlas
from gadfly.science.atlas.layout import Method
from gadfly.science.insights import charts
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.clustered import Ints, mean, share
from gadfly.science.insights.mapping import NAMED, atlas_for, islands
from gadfly.science.insights.section import Chart, Column, Kind, Row, Section, Table, told
from gadfly.science.outcomes.discovery import Discovery, Unseen, discovery

ISLANDS = (
    Column("island", "Island"),
    Column("names", "Words that set it apart"),
    Column("n", "Attacks", Kind.COUNT),
    Column("members", "Members", Kind.COUNT),
    Column("rated", "Rated", Kind.COUNT),
    Column("success", "Successes", Kind.SHARE, interval=True),
    Column("mean", "Mean lowest score", Kind.NUMBER, interval=True),
)
UNSEEN = (
    Column("kinds", "Kinds are"),
    Column("units", "Met by"),
    Column("n", "Of them", Kind.COUNT),
    Column("seen", "Kinds seen", Kind.COUNT),
    Column("once", "Once", Kind.COUNT),
    Column("coverage", "Coverage", Kind.SHARE, interval=True),
    Column("all", "Kinds in all, at least", Kind.POINTS, interval=True),
    Column("excluded", "Left out", Kind.COUNT),
)
TEMPLATES = (
    Column("skeleton", "Words in common"),
    Column("n", "Attacks", Kind.COUNT),
    Column("members", "Members", Kind.COUNT),
    Column("rated", "Rated", Kind.COUNT),
    Column("success", "Successes", Kind.SHARE, interval=True),
)
ALIKE = (
    Column("what", "Attacks that"),
    Column("n", "Attacks", Kind.COUNT),
    Column("groups", "Groups", Kind.COUNT),
    Column("largest", "Largest", Kind.COUNT),
    Column("share", "Share", Kind.SHARE, interval=True),
)
GRID = 72
"""Squares of the picture along its wider side."""
SHADES = ("#3f7fb0", "#6f7fa8", "#96799a", "#b5697f", "#c8505c")
"""From few successes to many: each told from paper in the light and in the dark."""
LABELLED = 20
POINTS = 200
FILE = "map.parquet"
NAMES = {Method.TSNE: "t-SNE", Method.UMAP: "UMAP"}
QUOTES = "it quotes attacks; open to read"


def atlas(attacks: Attacks) -> Section:
    """Return the map's picture and its islands; the points go into a Parquet file."""
    found = atlas_for(attacks)
    of = islands(attacks, found)
    rows = [
        {"island": str(island.number + 1), "names": ", ".join(island.terms[:NAMED])}
        | _figures(attacks, np.flatnonzero(of == island.number))
        for island in found.islands
    ]
    between = np.flatnonzero(of < 0)
    rows.append({"island": "none", "names": ""} | _figures(attacks, between))
    _write(attacks, found, of)
    left = f" {found.not_placed:,} attacks have no words and are not on it." if found.not_placed else ""
    arranged = found.made.landmarks
    if LANDMARKS <= arranged < len(found.rows):
        left += (
            f" {arranged:,} attacks, drawn by a seed, were arranged; the others lie where the five of these "
            "lie that are most like them."
        )
    return Section(
        "The map of what was tried",
        said=(
            (
                f"The map has {len(found.islands):,} islands; {len(between) / len(attacks):.0%} of the "
                f"attacks lie between them.{left}"
            ),
        ),
        tables=(
            Table(
                "islands",
                "Islands of the map",
                ISLANDS,
                tuple(rows),
                "Words are from the attacks' own texts, and were chosen by counting. Successes: "
                "self-report of 3 or 4.",
                folded=QUOTES,
            ),
        ),
        charts=(_picture(attacks, found),) if len(found.rows) else (),
        method=(
            (
                f"What the humans said is embedded ({found.made.embedder}), its {NAMES[found.made.method]} "
                f"map drawn from nearest neighbours, and "
                f"islands found in it by HDBSCAN; seed {found.made.seed}, "
                f"{', '.join(f'{name} {of_it}' for name, of_it in found.made.versions.items())}. "
                "Near means alike; how far islands lie apart means little. Names are by class-based tf-idf. "
                "Intervals leave out one member after the other. The points with x and y stand in "
                "tables/map.parquet, which Embedding Atlas opens."
            ),
        ),
        headline={"islands": rows, "not_placed": found.not_placed, "between": len(between)},
        files=(FILE,),
    )


def _figures(attacks: Attacks, here: Ints) -> Row:
    member, rating, score = attacks.member[here], attacks.rating[here], attacks.score[here]
    rated, scored = np.isfinite(rating), np.isfinite(score)
    return {
        "n": len(here),
        "members": len(np.unique(member)),
        "rated": int(rated.sum()),
        **told("success", share(member[rated], attacks.success[here][rated])),
        **told("mean", mean(member[scored], score[scored])),
    }


def _write(attacks: Attacks, found: Atlas, of: Ints) -> None:
    """Write the points: a row for each attack that lies on the map, in the order of the files."""
    names = np.array(
        [f"{island.number + 1}: {', '.join(island.terms[:NAMED])}" for island in found.islands] + [""]
    )
    kept = ("file", "campaign", "member", "model_type", "size", "rating", "score", "turns", "first")
    columns = {name: attacks.column(name).take(pa.array(found.rows)) for name in kept}
    placed = {
        "attack": pa.array(found.rows + 1),
        "x": pa.array(found.xy[:, 0]),
        "y": pa.array(found.xy[:, 1]),
        "island": pa.array(names[of[found.rows]].tolist(), pa.string()),
        "copy_of": pa.array(found.copy_of + 1),
    }
    part = attacks.path.with_name(f".{FILE}.part")
    pq.write_table(pa.table(placed | columns), part, compression="zstd")
    part.replace(attacks.path.with_name(FILE))


def _picture(attacks: Attacks, found: Atlas) -> Chart:
    """Return the map in squares: as large as many attacks lie there, shaded by the share of successes."""
    square = np.minimum((found.xy * GRID).astype(np.int64), GRID - 1)
    code = square[:, 1] * GRID + square[:, 0]
    rated = np.isfinite(attacks.rating[found.rows])
    n = np.bincount(code, minlength=GRID * GRID)
    known = np.bincount(code[rated], minlength=GRID * GRID)
    good = np.bincount(code[rated], attacks.success[found.rows][rated], GRID * GRID)
    rows: list[Row] = [
        {"x": (place % GRID + 0.5) / GRID, "y": (place // GRID + 0.5) / GRID, "n": int(n[place])}
        | {"success": float(good[place] / known[place]) if known[place] else None}
        for place in np.flatnonzero(n).tolist()
    ]
    named = [
        {"x": island.middle[0], "y": island.middle[1], "island": str(island.number + 1)}
        for island in found.islands[:LABELLED]
    ]
    x, y = (
        {"field": name, "type": "quantitative", "axis": None, "scale": {"domain": [0, 1]}} for name in "xy"
    )
    size = {"field": "n", "type": "quantitative", "legend": None, "scale": {"range": [4, 44]}}
    colour = {
        "field": "success",
        "type": "quantitative",
        "title": "share of successes",
        "scale": {"type": "quantize", "domain": [0, 1], "range": list(SHADES)},
        "legend": {"orient": "top", "direction": "horizontal", "format": ".0%"},
    }
    dots = {"x": x, "y": y, "size": size, "color": colour}
    return charts.chart(
        "map",
        "The map, with its largest islands by number",
        "Attacks on the map in small squares: larger where there are more, redder where more succeeded.",
        rows,
        width=520,
        height=520,
        layer=[
            {"mark": {"type": "square", "opacity": 1}, "encoding": dots},
            {
                "data": {"values": named},
                "mark": {"type": "text", "fontSize": 13, "fontWeight": "bold", "color": charts.INK},
                "encoding": {"x": x, "y": y, "text": {"field": "island"}},
            },
        ],
    )


def unseen(attacks: Attacks) -> Section:
    """Return how fast new kinds were found, and how many there may still be."""
    found = atlas_for(attacks)
    began = attacks.column("began")
    known = began.null_count == 0
    order = np.argsort(began.cast("int64").to_numpy(), kind="stable") if known else np.arange(len(attacks))
    copies = np.full(len(attacks), -1, np.int64)
    copies[found.rows] = found.copy_of
    curves = {
        name: discovery(kind[order], attacks.member[order])
        for name, kind in (("islands", islands(attacks, found)), ("texts that are no near copies", copies))
    }
    rows = [
        _unseen(name, units, each, curve.excluded)
        for name, curve in curves.items()
        for units, each in (("members", curve.by_member), ("attacks", curve.by_attack))
    ]
    late = curves["islands"]
    met = late.by_member
    said = f"{met.seen:,} islands were met by {met.units:,} members, {met.once:,} by one member alone."
    return Section(
        "What is still unseen",
        said=(said,),
        tables=(
            Table(
                "unseen",
                "Kinds met and kinds to be met",
                UNSEEN,
                tuple(rows),
                "Those by members are the ones to quote: attacks of one member are not independent.",
            ),
        ),
        charts=(_curve(late),) if late.new else (),
        method=(
            (
                f"Attacks in the order of {'time' if known else 'the files, for times are not all known'}. "
                f"Coverage is the share of future encounters with kinds "
                "already met (Good and Turing; Chao and Jost 2012); kinds in all is Chao's lower bound "
                "(1987). An island has some dozens "
                "of attacks by construction, so none is met by one attack alone and its estimate by attacks "
                "says little. All of it is about "
                "these people with this brief: new people find other things."
            ),
        ),
        headline={"unseen": rows, "new_islands_per_100": list(late.new)},
    )


def _unseen(name: str, units: str, each: Unseen, excluded: int) -> Row:
    row = {
        "kinds": name,
        "units": units,
        "n": each.units,
        "seen": each.seen,
        "once": each.once,
        "excluded": excluded,
    }
    return row | told("coverage", each.coverage) | told("all", each.kinds)


def _curve(found: Discovery) -> Chart:
    seen = np.cumsum(found.new)
    places = np.unique(np.linspace(0, len(seen) - 1, min(POINTS, len(seen))).astype(int)).tolist()
    rows = [
        {"attacks": 0, "islands": 0},
        *({"attacks": 100 * (at + 1), "islands": int(seen[at])} for at in places),
    ]
    x = {"field": "attacks", "type": "quantitative", "title": "attacks"}
    y = {"field": "islands", "type": "quantitative", "title": "islands met"}
    return charts.chart(
        "discovery",
        "Islands met",
        "How many islands had been met after so many attacks.",
        rows,
        mark={"type": "line", "color": charts.ARMS[0]},
        encoding={"x": x, "y": y},
    )


def templates(attacks: Attacks) -> Section:
    """Return templates and near copies as the map's own search finds them."""
    found = atlas_for(attacks)
    rows = []
    anywhere = np.zeros(len(attacks), bool)
    for template in found.templates:
        here = np.array(template.rows, np.int64)
        anywhere[here] = True
        figures = _figures(attacks, here)
        rows.append(
            {"skeleton": template.skeleton}
            | {key: figures[key] for key in figures if not key.startswith("mean")}
        )
    groups, place = np.unique(found.copy_of, return_inverse=True)
    counts = np.bincount(place, minlength=len(groups))
    copied = np.zeros(len(attacks), bool)
    copied[found.rows] = counts[place] > 1
    alike = [
        _alike("follow a template", anywhere, [template.size for template in found.templates], attacks),
        _alike("are a near copy of another", copied, counts[counts > 1].tolist(), attacks),
    ]
    return Section(
        "Templates and near copies",
        said=(
            (
                f"{alike[0]['share']:.1%} of the attacks begin by a template, {alike[1]['share']:.1%} are "
                f"near copies of another attack."
            ),
        ),
        tables=(
            Table("alike", "How many attacks are alike", ALIKE, tuple(alike)),
            Table(
                "templates",
                "Templates",
                TEMPLATES,
                tuple(rows),
                folded=QUOTES,
                note="Among them are the ordinary ways to ask: the count is exact, what it means a "
                "person must say.",
            ),
        ),
        method=(
            (
                "A template is a run of five words that many first messages share. Near copies share 0.6 of "
                "their runs of three words or more (Jaccard); "
                "candidates are neighbours of the map and equal sketches (MinHash); where a map is arranged "
                "from a sample, neighbours in it. Nothing is removed: every other figure has them in it."
            ),
        ),
        headline={"alike": alike, "templates": len(rows)},
    )


def _alike(what: str, holds: NDArray[np.bool_], sizes: list[int], attacks: Attacks) -> Row:
    row = {"what": what, "n": int(holds.sum()), "groups": len(sizes), "largest": max(sizes, default=0)}
    return row | told("share", share(attacks.member, holds))
