"""Skill of members, robustness of cells, difficulty of topics on one scale: extended Elo."""

import numpy as np

from gadfly.science.insights import charts
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.mapping import topics
from gadfly.science.insights.section import Chart, Column, Kind, Row, Section, Table, told
from gadfly.science.insights.sections.models import PEOPLE
from gadfly.science.outcomes.ratings import ELO, Rated, Ratings, extended_elo

RATED = (
    Column("name", "What"),
    Column("n", "Attacks", Kind.COUNT),
    Column("elo", "Points of Elo", Kind.POINTS, interval=True),
)
SPREADS = (
    Column("what", "Differences among"),
    Column("levels", "Of them", Kind.COUNT),
    Column("n", "Attacks", Kind.COUNT),
    Column("deviation", "Standard deviation, Elo", Kind.POINTS, interval=True),
)
TITLE = "Skill, robustness and difficulty on one scale"


def skill(attacks: Attacks) -> Section:
    """Return the ratings from attacks that their authors called a success, or not."""
    found = topics(attacks)
    if found is None:
        return Section(TITLE, absent="topics are islands of the map or tags, and there are not two of them.")
    success = np.where(np.isnan(attacks.rating), np.nan, attacks.success)
    try:
        rated = extended_elo(success, attacks.member, attacks.cell, found.labels.codes)
    except (ValueError, np.linalg.LinAlgError):
        return Section(
            TITLE, absent="it takes successes and failures, and two members, cells and topics each."
        )
    names = {
        "targets": attacks.targets.names,
        "topics": found.labels.names,
        "members": tuple(name or "not named" for name in attacks.member_names),
    }
    rows = {key: _rows(getattr(rated, key), of) for key, of in names.items()}
    return _told(rated, rows, found.kind)


def _rows(rated: tuple[Rated, ...], names: tuple[str, ...]) -> list[Row]:
    return [
        {
            "name": names[one.code],
            "n": one.n,
            "elo": one.elo,
            "elo_low": one.low * ELO,
            "elo_high": one.high * ELO,
        }
        for one in sorted(rated, key=lambda one: -one.value)
    ]


def _told(rated: Ratings, rows: dict[str, list[Row]], kind: str) -> Section:
    words = ("members", "cells", kind)
    spreads: list[Row] = [
        {"what": word, "levels": figure.groups, "n": rated.n}
        | {key: None if value is None else value * ELO for key, value in told("deviation", figure).items()}
        for word, figure in zip(words, rated.deviations, strict=True)
    ]
    best = rows["targets"][0]
    low, at, high = (f"{best[key]:+.0f}".replace("-", "−") for key in ("elo_low", "elo", "elo_high"))
    points = f"{at} points ({low} to {high})"
    settled = "" if rated.converged else " The search did not settle: do not quote it."
    left = f" {rated.excluded:,} attacks without a self-report are left out." if rated.excluded else ""
    return Section(
        TITLE,
        said=(
            f"The most robust cell is {best['name']}: {points} of Elo from the mean of all.{left}{settled}",
        ),
        tables=(
            Table("elo_targets", "Robustness of cells", RATED, tuple(rows["targets"])),
            Table("elo_topics", f"Difficulty of topics ({kind})", RATED, tuple(rows["topics"])),
            Table(
                "elo_members",
                "Skill of members",
                RATED,
                tuple(rows["members"]),
                "Shrunk towards 0. No ranking: must not be used to pay or judge anybody.",
                folded=PEOPLE,
            ),
            Table("elo_spreads", "How far they differ", SPREADS, tuple(spreads)),
        ),
        charts=(_chart(rows["targets"]),),
        method=(
            (
                "logit P(success) = base + skill − robustness − difficulty, each shrunk by as much as the "
                "data say (crossed "
                "normal effects, Laplace); 400 points of Elo are odds of ten to one. Success is a "
                "self-report of 3 or 4; "
                f"topics are {kind}, with all others together as one. Intervals of cells and topics are the "
                f"wider of the "
                "model's own and one over members. Members with few attacks cannot be told apart."
            ),
        ),
        headline={
            "targets": rows["targets"],
            "topics": rows["topics"],
            "spreads": spreads,
            "topics_are": kind,
        },
    )


def _chart(rows: list[Row]) -> Chart:
    y = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelLimit": 180, "minExtent": 150},
    }
    x = {"field": "elo", "type": "quantitative", "title": "points of Elo; right: more robust"}
    ends = {"x": x | {"field": "elo_low"}, "x2": {"field": "elo_high"}}
    return charts.chart(
        "elo_targets",
        "Robustness of cells",
        "Cells from the most to the least robust, with 95 % intervals.",
        rows,
        height={"step": 20},
        layer=[
            {
                "mark": {"type": "rule", "color": charts.ARMS[0], "strokeWidth": 1.5},
                "encoding": {"y": y, **ends},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "color": charts.ARMS[0], "opacity": 1},
                "encoding": {"y": y, "x": x},
            },
        ],
    )
