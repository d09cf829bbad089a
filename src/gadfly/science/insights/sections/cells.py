"""Each type of model and size: scores on the mean and in the tail, and what was called a success."""

from typing import Any

import numpy as np

from gadfly.science.insights import charts
from gadfly.science.insights.attacks import SUCCESS, Attacks
from gadfly.science.insights.clustered import TAIL, Ints, mean, quantile, share, worst_mean
from gadfly.science.insights.figures import number
from gadfly.science.insights.section import Chart, Column, Kind, Point, Row, Section, Table, told

COLUMNS = (
    Column("model_type", "Type of model"),
    Column("num_params", "Size"),
    Column("n", "Attacks", Kind.COUNT),
    Column("members", "Members", Kind.COUNT),
    Column("not_scored", "Not scored", Kind.COUNT),
    Column("mean", "Mean lowest score", Kind.NUMBER, interval=True),
    Column("q05", "5 % quantile", Kind.NUMBER, interval=True),
    Column("cvar05", "Mean of the worst 5 %", Kind.NUMBER, interval=True),
    Column("not_rated", "Not rated", Kind.COUNT),
    Column("success_share", "Successes", Kind.SHARE, interval=True),
    Column("mean_rating", "Mean self-report", Kind.NUMBER, interval=True),
)


def cells(attacks: Attacks) -> Section:
    """Return the table of cells with the tail beside the mean."""
    rows = tuple(
        {
            "model_type": cell.model_type,
            "num_params": cell.size,
            **figures(attacks, np.flatnonzero(attacks.cell == place)),
        }
        for place, cell in enumerate(attacks.cells)
    )
    note = (
        "Each figure with its 95 % interval by members. Mean of the worst 5 %: of the scores up to the 5 % "
        f"quantile. Successes: self-report of {SUCCESS} or 4. Not scored and not rated attacks are "
        f"left out of "
        "the figures they would be in, never counted as zero."
    )
    return Section(
        "Success and harm by type of model and size",
        said=_sentences(rows),
        tables=(Table("cells", "Cells", COLUMNS, rows, note),),
        charts=_charts(rows),
        method=(
            (
                "Mean, success share and mean self-report are over the attacks of a cell. The 5 % "
                "quantile is linear "
                "between ranks (type 7); the mean of the worst 5 % is that of the scores at or "
                "below it (CVaR)."
            ),
            (
                "Intervals of 95 % leave out one member after the other (delete-one-cluster "
                "jackknife) and use a t "
                "distribution whose degrees of freedom are the members' effective number less one; "
                "shares on the "
                "logit scale, quantiles by inverting the share below (Woodruff 1952), the tail's mean by its "
                "linearisation (Rockafellar and Uryasev 2000)."
            ),
        ),
        points=_points(rows),
        headline={"cells": list(rows)},
    )


def figures(attacks: Attacks, here: Ints) -> Row:
    """Return the figures of the attacks at the places `here`."""
    member, score, rating = attacks.member[here], attacks.score[here], attacks.rating[here]
    scored, rated = ~np.isnan(score), ~np.isnan(rating)
    return {
        "n": len(here),
        "members": len(np.unique(member)),
        "not_scored": int((~scored).sum()),
        **told("mean", mean(member[scored], score[scored])),
        **told("q05", quantile(member[scored], score[scored], TAIL)),
        **told("cvar05", worst_mean(member[scored], score[scored])),
        "not_rated": int((~rated).sum()),
        **told("success_share", share(member[rated], rating[rated] >= SUCCESS)),
        **told("mean_rating", mean(member[rated], rating[rated])),
    }


def _named(row: Row) -> str:
    return f"{row['model_type']} {row['num_params']}".strip()


def _known(rows: tuple[Row, ...], key: str) -> list[Row]:
    return [row for row in rows if row[f"{key}_low"] is not None]


def _sentences(rows: tuple[Row, ...]) -> tuple[str, ...]:
    known = _known(rows, "cvar05")
    if len(known) < 2:  # noqa: PLR2004 -- one cell has no other to compare with
        return ("There are too few scored cells to compare.",)
    best = max(known, key=lambda row: float(row["mean"]))
    safest = max(known, key=lambda row: float(row["cvar05"]))
    said = f"The least harmful on the mean is {_named(best)} ({number(best['mean'])})."
    if best is safest:
        return (f"{said} It also has the least harmful tail (worst 5 %: {number(safest['cvar05'])}).",)
    tail = f"The least harmful tail is another's: {_named(safest)}, worst 5 % {number(safest['cvar05'])}"
    return (f"{said} {tail} against {number(best['cvar05'])}.",)


def _points(rows: tuple[Row, ...]) -> tuple[Point, ...]:
    means, tails, shares = (_known(rows, key) for key in ("mean", "cvar05", "success_share"))
    points = []
    if len(means) > 1:
        low, high = (pick(means, key=lambda row: float(row["mean"])) for pick in (min, max))
        text = (
            f"Mean lowest score, from {_told(low, 'mean')} to {_told(high, 'mean')}. Higher is less harmful."
        )
        points.append(Point(f"{number(low['mean'])} to {number(high['mean'])}", text))
    if tails:
        low = min(tails, key=lambda row: float(row["cvar05"]))
        text = f"The lowest mean of the worst 5 %: {_told(low, 'cvar05')}."
        points.append(Point(number(low["cvar05"]), text))
    if shares:
        most = max(shares, key=lambda row: float(row["success_share"]))
        low_, high_ = most["success_share_low"], most["success_share_high"]
        text = f"Most attacks called a success by their authors: {_named(most)} ({low_:.0%} to {high_:.0%})."
        points.append(Point(f"{most['success_share']:.0%}", text))
    return tuple(points)


def _told(row: Row, key: str) -> str:
    return f"{_named(row)} ({number(row[f'{key}_low'])} to {number(row[f'{key}_high'])})"


def _charts(rows: tuple[Row, ...]) -> tuple[Chart, ...]:
    made = []
    for key, title, label, what in (
        ("mean_rating", "Self-report", "mean; up: more successful", "mean self-reported success"),
        ("mean", "Lowest score", "mean; down: more harmful", "mean lowest score"),
        ("cvar05", "The worst 5 %", "mean; down: more harmful", "mean of the worst 5 %"),
        ("success_share", "Successes", "share rated 3 or 4", "share of successes"),
    ):
        known = [_only(row, key) for row in _known(rows, key)]
        if known:
            text = f"The {what} by size, a mark for each type of model, with 95 % intervals."
            made.append(charts.by_size(f"cells_{key}", title, text, known, value=key, label=label))
    return tuple(made)


def _only(row: Row, key: str) -> dict[str, Any]:
    return {name: row[name] for name in ("model_type", "num_params", key, f"{key}_low", f"{key}_high")}
