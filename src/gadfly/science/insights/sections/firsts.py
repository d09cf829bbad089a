"""When attacks first succeed, turn by turn, where each turn's reply has a score."""

import numpy as np

from gadfly.science.insights import charts
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.clustered import Floats
from gadfly.science.insights.figures import number
from gadfly.science.insights.harmful import line, listed
from gadfly.science.insights.section import Chart, Column, Kind, Row, Section, Table, told
from gadfly.science.outcomes.hazard import hazards

COLUMNS = (
    Column("cell", "Attacks on"),
    Column("turn", "Turn", Kind.COUNT),
    Column("n", "At risk", Kind.COUNT),
    Column("hazard", "Succeed at it", Kind.SHARE, interval=True),
    Column("succeeded", "Succeeded by then", Kind.SHARE, interval=True),
)
TITLE = "When attacks first succeed"
LAST = 12


def firsts(attacks: Attacks) -> Section:
    """Return each cell's hazard of the first harmful reply."""
    turns, success = first_harm(attacks)
    harmful = line(attacks)
    if harmful is None or not (turns >= 1).any():
        return Section(TITLE, absent="no reply has a score of its own, or self-reports are missing.")
    found = hazards(turns, success, attacks.targets, attacks.member, last=LAST)
    rows: list[Row] = [
        {
            "cell": each.arm,
            "turn": turn,
            "n": hazard.n,
            **told("hazard", hazard),
            **told("succeeded", by_then),
        }
        for each in found
        for turn, (hazard, by_then) in enumerate(zip(each.hazard, each.succeeded, strict=True), 1)
    ]
    scored = int((turns >= 1).sum())
    return Section(
        TITLE,
        said=(
            (
                f"{int(np.isfinite(success).sum()):,} of {scored:,} attacks whose turns are scored drew a "
                f"harmful reply; "
                f"{len(attacks) - scored:,} attacks are not scored turn by turn and are left out."
            ),
        ),
        tables=(Table("hazard", "First harmful reply by turn", COLUMNS, tuple(rows)),),
        charts=(_chart(rows),),
        method=(
            (
                f"A reply counts as harmful whose score is {number(harmful)} or lower: the score that as "
                "many attacks reach as their authors called a success. Discrete-time hazard (Singer and "
                "Willett 1993), those who stop without success are censored; the share by then is one minus "
                "Kaplan and Meier's product. Intervals by members."
            ),
        ),
        headline={"harmful_at": harmful, "hazard": rows},
    )


def first_harm(attacks: Attacks) -> tuple[Floats, Floats]:
    """Return how many turns of each attack are scored, and the first harmful one (NaN: none).

    An attack any turn of which lacks a score has NaN turns: when it first succeeded is not known.
    """
    rows, values = listed(attacks, "turn_scores")
    turns = np.bincount(rows, minlength=len(attacks)).astype(np.float64)
    turns[(turns == 0) | (turns != attacks.numbers("turns"))] = np.nan
    turns[rows[np.isnan(values)]] = np.nan
    success = np.full(len(attacks), np.nan)
    harmful = line(attacks)
    if harmful is None:
        return np.full(len(attacks), np.nan), success
    place = np.arange(len(rows)) - np.searchsorted(rows, rows) + 1
    low = values <= harmful
    success[rows[low][::-1]] = place[low][::-1]
    return turns, success


def _chart(rows: list[Row]) -> Chart:
    names = list(dict.fromkeys(row["cell"] for row in rows))
    x = {"field": "turn", "type": "ordinal", "title": "turn", "axis": {"labelAngle": 0}}
    y = {
        "field": "succeeded",
        "type": "quantitative",
        "title": "share succeeded by then",
        "axis": {"format": "%"},
    }
    colour = {"field": "cell", "type": "nominal", "title": None, "scale": charts.scale(names, charts.ARMS)}
    dash = {"field": "cell", "type": "nominal", "title": None, "legend": None}
    return charts.chart(
        "hazard",
        "Succeeded by turn",
        "The share of attacks that have drawn a harmful reply by each turn, a line for each cell.",
        [{key: row[key] for key in ("cell", "turn", "succeeded")} for row in rows],
        mark={"type": "line", "point": True},
        encoding={"x": x, "y": y, "color": colour, "strokeDash": dash},
    )
