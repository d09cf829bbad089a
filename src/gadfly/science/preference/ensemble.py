"""Several models as one: the weighted mean of their scores, each brought to the same spread first.

    score(reply) = spread · Σ weight · (score of the member - its mean) / its deviation

Means and deviations are those of the training replies; `spread` is the weighted mean of the
deviations, so that members whose margins are calibrated make an ensemble that nearly is. An
ensemble is stored as the names of its members with these numbers; a member that does not ship
lies in the same folder. Where a member gives a reply no score, there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.random import Generator

from gadfly.science.preference import Reference, Reply, TrainedModel
from gadfly.science.preference.kinds import KINDS, Document, Fitter, ModelKind, TrainingError, kind_called
from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.pairs.splits import Whole
from gadfly.science.preference.store import (
    SHIPS,
    WeightsError,
    named,
    save,
    scorer_called,
    shipped,
)
from gadfly.science.preference.store import load as load_file


@dataclass(frozen=True)
class Member:
    """A model, how much it counts, and how its scores of the training replies are spread."""

    model: TrainedModel
    weight: float
    mean: float
    deviation: float


@dataclass(frozen=True, eq=False)
class Ensemble(TrainedModel):
    """The weighted mean of its members' standardised scores, given to six decimals."""

    kind: ClassVar[str] = "ensemble"

    scorer: str
    members: tuple[Member, ...]
    reference: Reference

    def values(self, replies: Sequence[Reply]) -> tuple[float, ...]:
        """Return one score for each reply."""
        sums = np.zeros(len(replies))
        for member in self.members:
            scores = np.array(member.model.values(replies), dtype=np.float64)
            sums += member.weight * (scores - member.mean) / member.deviation
        spread = sum(member.weight * member.deviation for member in self.members)
        return tuple(round(float(value), 6) for value in spread * sums)


def fitter(*, name: str, sha256: str, members: str = "light", weights: str = "") -> Fitter:
    """Return what makes ensembles of pairs.

    `members` are kinds, each fitted on the same pairs, and files of models that were fitted before,
    separated by commas; `weights` are numbers in the same order, equal where there are none. What
    was fitted before should not have seen the pairs, or the figures are too kind. Raises
    TrainingError.
    """
    makers = [
        _maker(what.strip(), f"{name}-{at}", sha256) for at, what in enumerate(members.split(","), start=1)
    ]
    shares = _shares(weights, len(makers))

    def fit(pairs: Sequence[Pair], clusters: Whole, rng: Generator) -> Ensemble:
        replies = [reply for pair in pairs for reply in pair.replies]
        made = [
            _member(maker(pairs, clusters, rng), share, replies)
            for maker, share in zip(makers, shares, strict=True)
        ]
        _check_names(name, made)
        return named(Ensemble(name, tuple(made), Reference(len(replies), sha256)))

    return fit


def _maker(what: str, name: str, sha256: str) -> Fitter:
    if what in KINDS:
        made: Fitter = kind_called(what).fitter(name=name, sha256=sha256)
        return made
    try:
        model = shipped(what) if what in set(SHIPS) else load_file(Path(what))
    except WeightsError as error:
        raise TrainingError(f"The member “{what}” is neither a kind nor a model: {error}") from error
    return lambda _pairs, _clusters, _rng: model


def _check_names(name: str, members: Sequence[Member]) -> None:
    """Raise TrainingError where two files would have the same name."""
    names = [name, *(member.model.scorer.partition("@")[0] for member in members)]
    if twice := sorted({one for one in names if names.count(one) > 1}):
        raise TrainingError(f"An ensemble and its members need different names; two are called {twice[0]}.")


def _shares(weights: str, count: int) -> list[float]:
    try:
        numbers = [float(part) for part in weights.split(",")] if weights else [1.0] * count
    except ValueError as error:
        raise TrainingError("The weights must be numbers separated by commas.") from error
    if len(numbers) != count or not all(0 < number < float("inf") for number in numbers):
        raise TrainingError(f"There must be {count} weights above 0, one for each member.")
    return [number / sum(numbers) for number in numbers]


def _member(model: TrainedModel, share: float, replies: Sequence[Reply]) -> Member:
    scores = np.array(model.values(replies))
    known = scores[~np.isnan(scores)]
    if not known.size:
        raise TrainingError(f"The member {model.scorer} gave none of the replies a score.")
    return Member(model, share, float(known.mean()), float(known.std()) or 1.0)


def document(model: Ensemble) -> Document:
    """Return what the file of an ensemble says."""
    return {
        "members": [
            {
                "scorer": each.model.scorer,
                "weight": each.weight,
                "mean": each.mean,
                "deviation": each.deviation,
            }
            for each in model.members
        ],
        "reference": {"replies": model.reference.replies, "sha256": model.reference.sha256},
    }


def beside(model: Ensemble, folder: Path) -> None:
    """Write the members that do not ship."""
    for member in model.members:
        if member.model.scorer not in {shipped(name).scorer for name in SHIPS}:
            save(member.model, folder)


def load(document: Document, scorer: str, folder: Path | None) -> Ensemble:
    """Return the ensemble that a file tells of; raise ValueError or KeyError if it tells of none."""
    made = tuple(
        Member(_found(each["scorer"], folder), *(float(each[key]) for key in ("weight", "mean", "deviation")))
        for each in document["members"]
    )
    numbers = np.array([(one.weight, one.mean, one.deviation) for one in made]).reshape(-1, 3)
    if not made or not np.isfinite(numbers).all() or not numbers[:, 2].all():
        raise ValueError("no members, or numbers that are not finite")
    reference = document["reference"]
    return Ensemble(scorer, made, Reference(int(reference["replies"]), str(reference["sha256"])))


def _found(scorer: str, folder: Path | None) -> TrainedModel:
    try:
        return scorer_called(scorer, folder)
    except KeyError as error:
        raise ValueError(f"its member {scorer} does not lie beside it") from error


def about(model: Ensemble) -> str:
    """Return what the card says about how the ensemble was made."""
    shares = ", ".join(f"{each.model.scorer} ({each.weight:.0%})" for each in model.members)
    return (
        f"It is the weighted mean of the scores of {shares}, each divided by its own spread over the "
        "training replies. What a member was trained on before, it has seen: see its own card."
    )


KIND = ModelKind(
    fitter=fitter,
    document=document,
    load=load,
    beside=beside,
    about=about,
    limits="It fails where its members fail together: see their cards.",
    options={
        "members": "kinds and files of models, separated by commas (default: light)",
        "weights": "a number for each member, separated by commas (default: equal)",
    },
)
