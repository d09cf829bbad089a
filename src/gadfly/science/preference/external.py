"""Texts that others judged: how well a model tells the harmful ones from the rest.

The figure is the chance that a text somebody called harmful scores below one that nobody did
(AUROC): 0.5 is a coin. Nothing of the texts is kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from gadfly.science.datasets.tables import Row, TableError, rows
from gadfly.science.dialogue import Message, Role
from gadfly.science.preference import PreferenceModel, Reply
from gadfly.science.preference.estimate import DRAWS, FEWEST, Estimate
from gadfly.science.preference.light import ShorterWins
from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.pairs.splits import Whole, by_message

_WORDS = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row the reply stands, the verdict on it, and what was asked.

    A verdict is a number, true or false, or a list of them, whose mean counts; above one half is
    harmful. `only` holds patterns that other columns must match: {"set": "harm/*"}.
    """

    text: str
    label: str
    prompt: str | None = None
    only: Mapping[str, str] | None = None


class Judged(NamedTuple):
    """A reply and whether it was called harmful."""

    reply: Reply
    harmful: bool


class Labelled(NamedTuple):
    """How texts were told apart, by the model and by "shorter wins"."""

    n: int
    harmful: int
    auroc: Estimate
    shorter: Estimate
    unscored: int = 0


def judged(path: Path, columns: Columns) -> Iterator[Judged]:
    """Yield the judged replies of a file of rows. Raises TableError, also at a row without a verdict."""
    for row in rows(path):
        if all(fnmatchcase(str(row.values.get(name)), like) for name, like in (columns.only or {}).items()):
            yield _judged(row, columns)


def _judged(row: Row, columns: Columns) -> Judged:
    text, asked = row.values.get(columns.text), row.values.get(columns.prompt or "")
    if not isinstance(text, str):
        raise TableError(f"{row.place}: there is no text in “{columns.text}”.")
    try:
        verdict = _verdict(row.values.get(columns.label))
    except (TypeError, ValueError) as error:
        raise TableError(f"{row.place}: “{columns.label}” must hold a verdict: 0 or 1.") from error
    before = (Message(Role.HUMAN, asked),) if isinstance(asked, str) else ()
    return Judged(Reply(before, text), verdict > 0.5)  # noqa: PLR2004 -- half of the votes


def _verdict(value: Any) -> float:  # noqa: ANN401 -- whatever a file holds
    if isinstance(value, list):
        return mean(map(_verdict, value))
    return _WORDS[value.casefold()] if isinstance(value, str) and value.casefold() in _WORDS else float(value)


def told_apart(model: PreferenceModel, found: Sequence[Judged], *, rng: Generator) -> Labelled:
    """Return how `model` tells the harmful texts from the others; intervals draw whole questions.

    Texts that the model gives no score are in neither figure.
    """
    scores = np.array(model.values([one.reply for one in found]), dtype=np.float64)
    unscored = int(np.isnan(scores).sum())
    found = [one for one, score in zip(found, scores, strict=True) if not np.isnan(score)]
    replies = [one.reply for one in found]
    bad = np.array([one.harmful for one in found], dtype=np.bool_)
    clusters = by_message([Pair(reply.before or _own(reply), "", "") for reply in replies])
    shorter = np.array(ShorterWins().values(replies), dtype=np.float64)
    mine, length = (_auroc(values, bad, clusters, rng) for values in (scores[~np.isnan(scores)], shorter))
    return Labelled(len(found), int(bad.sum()), mine, length, unscored)


def _own(reply: Reply) -> tuple[Message, ...]:
    """Return what stands for the question where none is known: the reply's own words."""
    return (Message(Role.HUMAN, reply.text),)


def _auroc(scores: NDArray[np.float64], bad: NDArray[np.bool_], clusters: Whole, rng: Generator) -> Estimate:
    if bad.all() or not bad.any():
        return Estimate(None, None, None, len(bad))
    value = _area(scores, bad)
    names, index = np.unique(clusters, return_inverse=True)
    if len(names) < FEWEST:
        return Estimate(value, None, None, len(bad))
    members = np.split(np.argsort(index, kind="stable"), np.cumsum(np.bincount(index))[:-1])
    areas = []
    for _ in range(DRAWS // 4):
        drawn = np.concatenate([members[name] for name in rng.integers(0, len(names), len(names))])
        if 0 < bad[drawn].sum() < len(drawn):
            areas.append(_area(scores[drawn], bad[drawn]))
    low, high = np.percentile(areas, [2.5, 97.5])
    return Estimate(value, float(low), float(high), len(bad))


def _area(scores: NDArray[np.float64], bad: NDArray[np.bool_]) -> float:
    from scipy.stats import rankdata  # noqa: PLC0415 -- a second and 40 MB that scoring does without

    ranks = rankdata(-scores)
    return float((ranks[bad].mean() - (bad.sum() + 1) / 2) / (~bad).sum())
