"""Who made the attacks: how unevenly they are spread over members."""

import numpy as np
from scipy.stats import norm

from gadfly.science.insights import charts
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.clustered import LEVEL, Floats, Ints
from gadfly.science.insights.section import Chart, Column, Kind, Point, Row, Section, Table

TOPS = (1, 5, 10, 50, 100)
POINTS = 200
COLUMNS = (
    Column("figure", "Figure"),
    Column("members", "Members", Kind.COUNT),
    Column("n", "Attacks", Kind.COUNT),
    Column("share", "Share of the attacks", Kind.SHARE),
)


def people(attacks: Attacks) -> Section:
    """Return the Lorenz curve and how much the busiest do. Attacks without a member are left out."""
    named = ~attacks.column("member").is_null().to_numpy(zero_copy_only=False)
    counts = np.sort(np.unique(attacks.member[named], return_counts=True)[1])[::-1]
    if not len(counts):
        return Section("Who attacked", absent="no attack names its member.")
    total, members = int(counts.sum()), len(counts)
    shares = np.cumsum(counts) / total
    eighty = int(np.searchsorted(shares, 0.8) + 1)
    rows = _busiest(counts, shares, eighty)
    gini, low, high = gini_of(counts.astype(np.float64))
    interval = "" if low is None or high is None else f" ({low:.2f} to {high:.2f})"
    missing = f" {attacks.unnamed:,} attacks name no member and are left out." if attacks.unnamed else ""
    return Section(
        "Who attacked",
        said=(
            (
                f"{eighty:,} of {members:,} members ({eighty / members:.0%}) made 80 % of the attacks. "
                f"Gini coefficient {gini:.2f}{interval}.{missing}"
            ),
        ),
        tables=(
            Table(
                "concentration",
                "Attacks of the busiest members",
                COLUMNS,
                tuple(rows),
                "A count of these members, without an interval: nothing is drawn from.",
            ),
        ),
        charts=(_lorenz(shares),),
        method=(
            (
                "The Lorenz curve orders members from the busiest down. The Gini coefficient is "
                "that of attacks per "
                "member; its interval is the delete-one-member jackknife's, by the normal distribution."
            ),
        ),
        points=(Point(f"{eighty:,} of {members:,}", "members made 80 % of the attacks."),),
        headline={
            "members": members,
            "attacks_without_member": attacks.unnamed,
            "members_for_80_percent": eighty,
            "gini": gini,
            "gini_low": low,
            "gini_high": high,
            "top_50_share": float(shares[min(50, members) - 1]),
        },
    )


def _busiest(counts: Ints, shares: Floats, eighty: int) -> list[Row]:
    """Return what the busiest few made, and how few made 80 %."""
    members = len(counts)
    tops = [(f"The busiest {top}", top) for top in TOPS if top < members]
    rows = [
        {"figure": name, "members": top, "n": int(counts[:top].sum()), "share": float(shares[top - 1])}
        for name, top in [*tops, ("All", members)]
    ]
    rows.append(
        {
            "figure": "As many as make 80 %",
            "members": eighty,
            "n": int(counts[:eighty].sum()),
            "share": float(shares[eighty - 1]),
        }
    )
    return rows


def gini_of(counts: Floats) -> tuple[float, float | None, float | None]:
    """Return the Gini coefficient of `counts` (none negative) and its 95 % interval, if it has one."""
    ordered = np.sort(counts).astype(np.float64)
    n, total = len(ordered), ordered.sum()
    rank = np.arange(1, n + 1)
    weighted = rank @ ordered
    value = float(_gini(weighted, total, n))
    if n < 3:  # noqa: PLR2004 -- without one there must be two left to differ
        return value, None, None
    above = total - np.cumsum(ordered)
    without = _gini(weighted - rank * ordered - above, total - ordered, n - 1)
    error = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    reach = norm.ppf((1 + LEVEL) / 2) * error
    return value, float(max(value - reach, 0)), float(min(value + reach, 1))


def _gini(weighted: Floats, total: Floats, n: int) -> Floats:
    return 2 * weighted / (n * total) - (n + 1) / n


def _lorenz(shares: Floats) -> Chart:
    members = len(shares)
    places = np.unique(np.linspace(0, members, min(POINTS, members) + 1).astype(int))
    rows = [
        {"members": place / members, "attacks": float(shares[place - 1]) if place else 0.0}
        for place in places.tolist()
    ]
    x = {"field": "members", "type": "quantitative", "title": "share of members, busiest first"}
    y = {"field": "attacks", "type": "quantitative", "title": "share of attacks"}
    percent = {"axis": {"format": "%"}}
    even = {
        "data": {"values": [{"members": 0, "attacks": 0}, {"members": 1, "attacks": 1}]},
        "mark": {"type": "line", "color": charts.SOFT, "strokeDash": [4, 4], "strokeWidth": 1},
    }
    return charts.chart(
        "lorenz",
        "Attacks by member",
        "The share of attacks by the share of members, busiest first, against an even spread.",
        rows,
        encoding={"x": x | percent, "y": y | percent},
        layer=[{"mark": {"type": "line", "color": charts.ARMS[0]}}, even],
    )
