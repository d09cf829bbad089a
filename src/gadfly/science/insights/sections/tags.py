"""What the attacks were about, where reviewers tagged them: how many, and how many of those succeeded."""

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from gadfly.science.insights import charts
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.clustered import Ints, share
from gadfly.science.insights.section import Chart, Column, Kind, Row, Section, Table, told

COLUMNS = (
    Column("tag", "Tag"),
    Column("n", "Attacks", Kind.COUNT),
    Column("share", "Share of the tagged", Kind.SHARE, interval=True),
    Column("rated", "Rated", Kind.COUNT),
    Column("successful", "Successful", Kind.COUNT),
    Column("success_share", "Share of successes", Kind.SHARE, interval=True),
)


def tags(attacks: Attacks) -> Section:
    """Return each tag's attacks. An attack with two tags counts for both."""
    column = attacks.column("tags")
    tagged = column.is_valid().to_numpy(zero_copy_only=False)
    if not tagged.any():
        return Section("Tags", absent="no attack is tagged.")
    words = column.flatten().dictionary_encode()
    parent = pc.list_parent_indices(column).to_numpy()
    codes = words.indices.to_numpy()
    rows = [
        _row(attacks, tag, np.unique(parent[codes == code]), tagged)
        for code, tag in enumerate(words.dictionary.to_pylist())
    ]
    rows.sort(key=lambda row: (-row["n"], row["tag"]))
    untagged = int((~tagged).sum())
    return Section(
        "Tags",
        said=(f"{int(tagged.sum()):,} attacks are tagged; {untagged:,} are not and stand in no bar.",),
        tables=(Table("tags", "Attacks by tag", COLUMNS, tuple(rows)),),
        charts=(_bars(rows),) if rows else (),
        method=("Shares of tags are of the tagged attacks, shares of successes of those rated among them.",),
        headline={"tagged": int(tagged.sum()), "untagged": untagged, "tags": rows},
    )


def _row(attacks: Attacks, tag: str, places: Ints, tagged: NDArray[np.bool_]) -> Row:
    has = np.zeros(len(tagged), bool)
    has[places] = True
    rated = has & ~np.isnan(attacks.rating)
    return {
        "tag": tag,
        "n": len(places),
        **told("share", share(attacks.member[tagged], has[tagged])),
        "rated": int(rated.sum()),
        "successful": int(attacks.success[rated].sum()),
        **told("success_share", share(attacks.member[rated], attacks.success[rated])),
    }


def _bars(rows: list[Row]) -> Chart:
    names = {"n": "all", "successful": "successful"}
    given = [{"tag": row["tag"], "what": names[key], "attacks": row[key]} for row in rows for key in names]
    y = {
        "field": "tag",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelLimit": 160, "minExtent": 150},
    }
    x = {"field": "attacks", "type": "quantitative", "title": "attacks", "stack": None}
    colour = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": charts.scale(list(names.values()), charts.ARMS),
    }
    return charts.chart(
        "tags",
        "Attacks by tag",
        "Attacks of each tag, and the successful ones among them.",
        given,
        mark="bar",
        encoding={"x": x, "y": y, "color": colour},
        height={"step": 18},
    )
