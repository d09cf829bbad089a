"""The outcomes one by one, and against each other: self-reports, lowest scores, scores of intents."""

import numpy as np
from scipy.stats import rankdata

from gadfly.science.insights import charts
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.clustered import (
    Estimate,
    Floats,
    Ints,
    estimates,
    jackknife,
    mean,
    member_sums,
    quantile,
    share,
)
from gadfly.science.insights.figures import number
from gadfly.science.insights.section import Chart, Column, Kind, Row, Section, Table, told

QUANTILES = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
GRADES = range(5)
RATINGS = (
    Column("rating", "Self-report"),
    Column("n", "Attacks", Kind.COUNT),
    Column("share", "Share", Kind.SHARE, interval=True),
)
SPREADS = (
    Column("outcome", "Outcome"),
    Column("n", "Attacks", Kind.COUNT),
    Column("missing", "Not known", Kind.COUNT),
    Column("mean", "Mean", Kind.NUMBER, interval=True),
    Column("sd", "SD", Kind.NUMBER),
)
PLACES = (
    Column("outcome", "Outcome"),
    Column("quantile", "Quantile", Kind.NUMBER),
    Column("n", "Attacks", Kind.COUNT),
    Column("value", "Value", Kind.NUMBER, interval=True),
)
AGAINST = (
    Column("rating", "Self-report"),
    Column("n", "Attacks", Kind.COUNT),
    Column("mean", "Mean lowest score", Kind.NUMBER, interval=True),
    Column("sd", "SD", Kind.NUMBER),
)


def marginals(attacks: Attacks) -> Section:
    """Return how each outcome is spread over all attacks."""
    scores = {"lowest score": attacks.score, "score of the intent": attacks.numbers("intent_score")}
    rated = ~np.isnan(attacks.rating)
    ratings = [
        {
            "rating": str(grade),
            "n": int((attacks.rating == grade).sum()),
            **told("share", share(attacks.member[rated], attacks.rating[rated] == grade)),
        }
        for grade in GRADES
    ]
    spreads = [_spread(attacks, name, of) for name, of in (("self-report", attacks.rating), *scores.items())]
    places = [row for name, values in scores.items() for row in _places(attacks, name, values)]
    said = (
        f"Of {int(rated.sum()):,} rated attacks {ratings[0]['n']:,} are rated 0 and "
        f"{ratings[-1]['n']:,} are rated 4."
    )
    return Section(
        "Outcomes one by one",
        said=(said,),
        tables=(
            Table("ratings", "Self-reports", RATINGS, tuple(ratings)),
            Table("spreads", "Means and spreads", SPREADS, tuple(spreads)),
            Table("quantiles", "Quantiles of the scores", PLACES, tuple(places)),
        ),
        charts=(
            charts.bars(
                "ratings",
                "Self-reports",
                "Attacks by self-reported success.",
                ratings,
                across="rating",
                label="self-reported success",
            ),
            *(_histogram(name, values) for name, values in scores.items() if not np.isnan(values).all()),
        ),
        method=(
            (
                "Quantiles are linear between ranks; their intervals invert that of the share below "
                "(Woodruff 1952)."
            ),
        ),
        headline={"ratings": ratings, "spreads": spreads, "quantiles": places},
    )


def _spread(attacks: Attacks, name: str, values: Floats) -> Row:
    known = ~np.isnan(values)
    sd = float(values[known].std(ddof=1)) if known.sum() > 1 else None
    found = mean(attacks.member[known], values[known])
    missing = int((~known).sum())
    return {"outcome": name, "n": found.n, "missing": missing, **told("mean", found), "sd": sd}


def _places(attacks: Attacks, name: str, values: Floats) -> list[Row]:
    known = ~np.isnan(values)
    member, values = attacks.member[known], values[known]
    return [
        {
            "outcome": name,
            "quantile": chance,
            "n": len(values),
            **told("value", quantile(member, values, chance)),
        }
        for chance in (QUANTILES if len(values) else ())
    ]


def _histogram(name: str, values: Floats) -> Chart:
    known = values[~np.isnan(values)]
    edges = np.histogram_bin_edges(known, bins=40)
    counts, _ = np.histogram(known, edges)
    rows = [
        {"low": low, "high": high, "n": n}
        for low, high, n in zip(edges[:-1].tolist(), edges[1:].tolist(), counts.tolist(), strict=True)
    ]
    title = f"{name[0].upper()}{name[1:]}"
    return charts.histogram(name.replace(" ", "_"), title, f"Attacks by {name}.", rows, label=name)


def rating_and_score(attacks: Attacks) -> Section:
    """Return the lowest score by self-report, and how the two go together."""
    both = ~(np.isnan(attacks.rating) | np.isnan(attacks.score))
    member, rating, score = attacks.member[both], attacks.rating[both], attacks.score[both]
    rows = []
    for grade in GRADES:
        here = rating == grade
        sd = float(score[here].std(ddof=1)) if here.sum() > 1 else None
        rows.append(
            {
                "rating": str(grade),
                "n": int(here.sum()),
                **told("mean", mean(member[here], score[here])),
                "sd": sd,
            }
        )
    found = spearman(member, rating, score)
    left = len(both) - int(both.sum())
    if found.value is None:
        said = "Self-report and lowest score are never known together, or one of them never varies."
    else:
        ends = None if found.low is None or found.high is None else (found.low, found.high)
        interval = "" if ends is None else f" ({' to '.join(map(number, ends))})"
        said = (
            "Spearman's correlation of self-report and lowest score is "
            f"{number(found.value)}{interval}, n = {found.n:,}."
        )
    return Section(
        "Self-report against score",
        said=(said,),
        tables=(
            Table(
                "rating_and_score",
                "Lowest score by self-report",
                AGAINST,
                tuple(rows),
                f"{left:,} attacks lack one of the two and are left out.",
            ),
        ),
        charts=_against(rows),
        method=(
            (
                "Spearman's correlation is Pearson's of the mid-ranks; its interval leaves out one "
                "member after the "
                "other with the ranks of all kept."
            ),
        ),
        headline={
            "spearman": found.value,
            "spearman_low": found.low,
            "spearman_high": found.high,
            "n": found.n,
        },
    )


def spearman(member: Ints, x: Floats, y: Floats) -> Estimate:
    """Return the rank correlation of `x` and `y`."""
    if len(x) == 0 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return Estimate(None, None, None, len(x), len(np.unique(member)))
    a, b = (rankdata(values) - (len(values) + 1) / 2 for values in (x, y))
    return estimates(jackknife(member_sums(member, a, b, a * a, b * b, a * b), _pearson))[0]


def _pearson(sums: Floats) -> Floats:
    n, x, y, xx, yy, xy = np.moveaxis(sums, -1, 0)
    found: Floats = (n * xy - x * y) / np.sqrt((n * xx - x * x) * (n * yy - y * y))
    return found[..., None]


def _against(rows: list[Row]) -> tuple[Chart, ...]:
    known = [row for row in rows if row["mean"] is not None and row["sd"] is not None]
    if not known:
        return ()
    x = {"field": "rating", "type": "ordinal", "title": "self-reported success", "axis": {"labelAngle": 0}}
    y = {"field": "mean", "type": "quantitative", "title": "mean lowest score ± SD"}
    given = [{**row, "below": row["mean"] - row["sd"], "above": row["mean"] + row["sd"]} for row in known]
    spread = {"x": x, "y": y | {"field": "below"}, "y2": {"field": "above"}}
    return (
        charts.chart(
            "rating_and_score",
            "Lowest score by self-report",
            "Mean lowest score by self-report, plus and minus one SD.",
            given,
            layer=[
                {"mark": {"type": "rule", "color": charts.ARMS[0]}, "encoding": spread},
                {
                    "mark": {
                        "type": "point",
                        "filled": True,
                        "size": 60,
                        "color": charts.ARMS[0],
                        "opacity": 1,
                    },
                    "encoding": {"x": x, "y": y},
                },
            ],
        ),
    )
