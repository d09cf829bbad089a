"""The kinds of preference models: how each is fitted, written down and read again.

A kind is a module that holds a `KIND`. It is imported when somebody asks for it, so that nobody
waits for torch, or needs it, who does not use it.

    fitted = fit(pairs, "light", rng=np.random.default_rng(0), name="kitchen-1")
    store.save(fitted.model, folder)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from numpy.random import Generator

from gadfly.science.preference import TrainedModel
from gadfly.science.preference.measure import Fitter, Measures, measure
from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.pairs.splits import Whole, apart
from gadfly.science.preference.refusing import OWN, Prompts

__all__ = [
    "KINDS",
    "Document",
    "Fitted",
    "Fitter",
    "ModelKind",
    "TrainingError",
    "fit",
    "fit_unmeasured",
    "kind_called",
]

FEWEST = 50
"""Distinct first human messages below which nothing is fitted."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "light": "gadfly.science.preference.light_kind",
        "ensemble": "gadfly.science.preference.ensemble",
        "embedded": "gadfly.science.preference.embedded_kind",
        "judge": "gadfly.shared.judging",
        "transformer": "gadfly.science.preference.transformer",
    }
)
"""Where each kind lives. The one that asks over the network lives beside the house's HTTP client."""

Document = dict[str, Any]
"""What the file of a model says, as JSON values."""


class TrainingError(Exception):
    """The pairs cannot be trained on, or not so. The text is one plain sentence saying why."""


class MakesFitter(Protocol):
    """What gives a kind's fitter; `options` are the kind's own, as texts. Raises TrainingError."""

    def __call__(self, *, name: str, sha256: str, **options: str) -> Fitter:
        """Return what makes models called `name` of pairs that come from the file with this hash."""


@dataclass(frozen=True, slots=True)
class ModelKind:
    """What can be done with the models of one kind.

    `document` gives what the model's file says beyond format, kind and name; `load` takes it with the
    scorer's full name and the folder the file lies in, None where it lies in none. What does not go
    into JSON `beside` writes into that folder, under names that begin with the model's; the
    document must hold its hash. `about` and `limits` are sentences for the card. `options` tells
    what `fitter` takes beyond name and hash. `folds` is how often a model is fitted to measure it.
    """

    fitter: Callable[..., Fitter]
    document: Callable[[Any], Document]
    load: Callable[[Document, str, Path | None], TrainedModel]
    about: Callable[[Any], str]
    limits: str
    beside: Callable[[Any, Path], None] | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    folds: int = 10


class Fitted(NamedTuple):
    """A model, and what is known of its worth."""

    model: TrainedModel
    measures: Measures


def kind_called(name: str) -> ModelKind:
    """Return the kind of this name. Raises KeyError where there is none."""
    found: ModelKind = import_module(KINDS[name]).KIND
    return found


def fit(
    pairs: Sequence[Pair],
    kind: str = "light",
    *,
    rng: Generator,
    name: str,
    sha256: str = "",
    watch: Callable[[], None] | None = None,
    prompts: Prompts = OWN,
    **options: str,
) -> Fitted:
    """Return a model of the pairs that people were sure of, measured on pairs it did not see.

    `sha256` is that of the file the pairs came from; it is kept with the model. `watch` is called
    after each fit: the first is the model, the others measure it. `prompts` tell whether the model
    likes refusals. Raises TrainingError.
    """
    made = _made(pairs, kind, rng, {"name": name, "sha256": sha256, **options}, watch)
    folds = kind_called(kind).folds
    model, some, clusters, fitter = made
    found = measure(some, clusters, model, fitter, rng=rng, folds=folds, prompts=prompts)
    return Fitted(model, found)


def fit_unmeasured(
    pairs: Sequence[Pair], kind: str = "light", *, rng: Generator, name: str, **options: str
) -> TrainedModel:
    """Return what `fit` does without its worth, many times sooner. Raises TrainingError."""
    return _made(pairs, kind, rng, {"name": name, "sha256": "", **options}).model


class _Made(NamedTuple):
    model: TrainedModel
    pairs: Sequence[Pair]
    clusters: Whole
    fitter: Fitter


def _made(
    pairs: Sequence[Pair],
    kind: str,
    rng: Generator,
    options: Mapping[str, str],
    watch: Callable[[], None] | None = None,
) -> _Made:
    found = kind_called(kind)
    if unknown := sorted(set(options) - {"name", "sha256", *found.options}):
        there = ", ".join(found.options) or "none"
        raise TrainingError(f"The kind {kind} has no option “{unknown[0]}”; there are: {there}.")
    sure = [pair for pair in pairs if pair.sure]
    distinct = len({pair.opening for pair in sure})
    if distinct < FEWEST:
        raise TrainingError(
            f"Training needs at least {FEWEST} different first human messages; here are {distinct}."
        )
    fitter = _watched(found.fitter(**options), watch)
    clusters = apart(sure)
    return _Made(fitter(sure, clusters, rng), sure, clusters, fitter)


def _watched(fitter: Fitter, watch: Callable[[], None] | None) -> Fitter:
    if watch is None:
        return fitter

    def fit(pairs: Sequence[Pair], clusters: Whole, rng: Generator) -> TrainedModel:
        made = fitter(pairs, clusters, rng)
        watch()
        return made

    return fit
