"""Refusal beside harm: a target that answers nothing is safe, and useless."""

import numpy as np

from gadfly.science.insights import charts
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.clustered import Floats, Ints
from gadfly.science.insights.section import Chart, Column, Kind, Row, Section, Table, told
from gadfly.science.outcomes import Figure, compact
from gadfly.science.outcomes.clusters import rate, share

COLUMNS = (
    Column("cell", "Attacks on"),
    Column("n", "Replies", Kind.COUNT),
    Column("members", "Members", Kind.COUNT),
    Column("refused", "Replies that refuse", Kind.SHARE, interval=True),
    Column("rated", "Rated attacks", Kind.COUNT),
    Column("success", "Attacks that succeeded", Kind.SHARE, interval=True),
)
TITLE = "Refusal beside harm"


def refusals(attacks: Attacks) -> Section:
    """Return each cell's share of replies that refuse beside its share of successes."""
    replies, refused = attacks.numbers("replies"), attacks.numbers("refused")
    if not replies.any():
        return Section(TITLE, absent="no attack has a reply.")
    success = np.where(np.isnan(attacks.rating), np.nan, attacks.success)
    rows: list[Row] = []
    for place, name in enumerate(attacks.targets.names):
        here = attacks.cell == place
        found = _by_member(refused[here], replies[here], attacks.member[here])
        harm = share(success[here], attacks.member[here])
        kind, size = attacks.cells[place]
        row = {
            "cell": name,
            "model_type": kind,
            "num_params": size,
            "n": found.n,
            "members": found.groups,
            "rated": harm.n,
        }
        rows.append(row | told("refused", found) | told("success", harm))
    known = [row for row in rows if row["success"] is not None and row["refused"] is not None]
    most = max((row for row in rows if row["n"]), key=lambda row: float(row["refused"]))
    without = int((replies == 0).sum())
    left = f" {without:,} attacks have no reply and are left out." if without else ""
    return Section(
        TITLE,
        said=(
            (
                f"The most replies that refuse come from {most['cell']}: {most['refused']:.1%} of "
                f"{most['n']:,}.{left}"
            ),
        ),
        tables=(Table("refusals", "Refusals by cell", COLUMNS, tuple(rows)),),
        charts=(_chart(known),) if known else (),
        method=(
            (
                "A reply refuses that says so near its beginning, by a list of English phrasings of our "
                "own; one that refuses "
                "and then helps is not counted, nor a lecture or an evasion. Read some hundred replies "
                "before you quote a rate. "
                "These are replies to attacks: refusing them is no fault, and over-refusal shows on benign "
                "requests alone. "
                "Wilson's interval on the effective number of replies, by members."
            ),
        ),
        headline={"refusals": rows},
    )


def _by_member(above: Floats, below: Floats, member: Ints) -> Figure:
    some = below > 0
    code, groups = compact(member[some])
    sums = (np.bincount(code, part[some], len(groups)) for part in (above, below))
    return rate(*(part.astype(np.float64) for part in sums))


def _chart(known: list[Row]) -> Chart:
    kinds = list(dict.fromkeys(row["model_type"] for row in known))
    percent = {"type": "quantitative", "axis": {"format": "%"}}
    x = percent | {"field": "refused", "title": "replies that refuse"}
    y = percent | {"field": "success", "title": "attacks that succeeded"}
    apart = {"field": "model_type", "type": "nominal", "title": None}
    sizes = list(dict.fromkeys(row["num_params"] for row in known))
    size = {"field": "num_params", "type": "ordinal", "sort": sizes, "title": "size"}
    looks = {
        "color": apart | {"scale": charts.scale(kinds, charts.ARMS)},
        "shape": apart | {"scale": charts.scale(kinds, charts.SHAPES)},
        "size": size | {"scale": {"domain": sizes, "range": [40, 260]}},
    }
    return charts.chart(
        "refusals",
        "Refusal beside harm",
        "Cells by the share of replies that refuse and the share of attacks that succeeded.",
        [{key: row[key] for key in ("model_type", "num_params", "refused", "success")} for row in known],
        mark={"type": "point", "opacity": 1, "strokeWidth": 1.5},
        encoding={"x": x, "y": y, **looks},
    )
