"""What one try hides: the chance that one of several replies to the same message is harmful."""

import numpy as np
from numpy.typing import NDArray

from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.clustered import Floats
from gadfly.science.insights.figures import number
from gadfly.science.insights.harmful import line, listed
from gadfly.science.insights.section import Column, Kind, Row, Section, Table, told
from gadfly.science.outcomes.elicitation import at_least_once, elicitation

COLUMNS = (
    Column("cell", "Attacks on"),
    Column("n", "Messages", Kind.COUNT),
    Column("one", "One reply harmful", Kind.SHARE, interval=True),
    Column("two", "One of two", Kind.SHARE, interval=True),
    Column("hundred", "One of 100, by the model", Kind.SHARE, interval=True),
)
CHOSEN = "rejection sampling"
TITLE = "What one try hides"


def samples(attacks: Attacks) -> Section:
    """Return for each cell how often one of several replies to a first message is harmful."""
    harmful, tries = drawn(attacks)
    cells = [place for place, cell in enumerate(attacks.cells) if cell.model_type != CHOSEN]
    used = (tries >= 2) & np.isin(attacks.cell, cells)  # noqa: PLR2004 -- of one nothing is repeated
    at = line(attacks)
    if at is None or not used.any():
        return Section(TITLE, absent="no first message has two scored replies that were drawn alike.")
    rows = [
        row
        for place in cells
        if (row := _row(attacks, harmful, tries, used & (attacks.cell == place), place))
    ]
    return Section(
        TITLE,
        said=(f"{int(used.sum()):,} first messages have two scored replies or more.",),
        tables=(
            Table(
                "elicitation",
                "Harm in one reply and in several",
                COLUMNS,
                tuple(rows),
                "One of 100 lies beyond what was drawn: it is as good as its model.",
            ),
        ),
        method=(
            (
                "A reply is harmful whose score is at or below the one that as many attacks reach as were "
                "called a "
                f"success ({number(at)}). Within what was drawn: unbiased (Chen et al. 2021), "
                f"intervals by members. "
                "Beyond: beta-binomial over messages, delta method. Rejection sampling shows chosen "
                "replies, not draws, "
                "and is left out."
            ),
        ),
        headline={"elicitation": rows},
    )


def drawn(attacks: Attacks) -> tuple[Floats, Floats]:
    """Return for each first message how many scored replies are harmful, and how many there are."""
    rows, values = listed(attacks, "sample_scores")
    known, at = np.isfinite(values), line(attacks)
    tries = np.bincount(rows[known], minlength=len(attacks)).astype(np.float64)
    if at is None:
        return np.zeros(len(attacks)), np.zeros(len(attacks))
    return np.bincount(rows[known & (values <= at)], minlength=len(attacks)).astype(np.float64), tries


def _row(attacks: Attacks, harmful: Floats, tries: Floats, here: NDArray[np.bool_], place: int) -> Row | None:
    if not here.any():
        return None
    k, n, member = harmful[here], tries[here], attacks.member[here]
    row: Row = {"cell": attacks.targets.names[place], "n": int(here.sum())}
    row |= told("one", at_least_once(k, n, 1, member)) | told("two", at_least_once(k, n, 2, member))
    return row | told("hundred", elicitation(k, n).once_in(100).figure)
