"""Scorers by their names: those that ship, and those whose files lie in the data directory.

A file is never changed under its name, so each is read once in a process.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from gadfly.science.preference import TrainedModel
from gadfly.science.preference.ensemble import Ensemble
from gadfly.science.preference.store import EARLIER, JUDGES, RANKS, SHIPS, WeightsError, shipped
from gadfly.science.preference.store import scorer_called as stored

MOST_KEPT = 32
TAUGHT_HERE = "picks"
"""What scorers are called that a campaign's picks taught. The name of a campaign would tell of it."""


def folder() -> Path:
    """Return where the files of scorers lie that were made here."""
    return Path(settings.DATA_DIR) / "scorers"


def scorer_called(name: str) -> TrainedModel:
    """Return the scorer of this name. Raises KeyError where there is none, or its file cannot be used."""
    return _read(name, folder())


def is_here(name: str) -> bool:
    """Tell whether the scorer can be used."""
    try:
        scorer_called(name)
    except KeyError:
        return False
    return True


@lru_cache(maxsize=MOST_KEPT)
def _read(name: str, within: Path) -> TrainedModel:
    try:
        return stored(name, within)
    except (WeightsError, OSError) as error:
        raise KeyError(name) from error


def usual_reference() -> str:
    """Return the scorer that measures a new campaign unless its lead chooses another: it ranks nothing."""
    return shipped(JUDGES).scorer


def usual_rank() -> str:
    """Return the scorer that ranks an arm unless the lead chooses another: the reference's twin."""
    return shipped(RANKS).scorer


def earlier_reference() -> str:
    """Return what scored campaigns before there was a choice."""
    return shipped(EARLIER).scorer


def family_of(name: str) -> frozenset[str]:
    """Return the scorer's full name and those of its members, all the way down.

    One that is not here any more counts by the name it is called.
    """
    try:
        model = scorer_called(name)
    except KeyError:
        return frozenset({name})
    return family_of_model(model)


def family_of_model(model: TrainedModel) -> frozenset[str]:
    """Return the full names of a model and of its members, all the way down."""
    return frozenset(_names(model))


def _names(model: TrainedModel) -> Iterator[str]:
    yield model.scorer
    for member in model.members if isinstance(model, Ensemble) else ():
        yield from _names(member.model)


def named_in(recipe: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the steps of a recipe that judge, each with the scorer it names."""
    return [(step["kind"], step["scorer"]) for step in recipe if isinstance(step.get("scorer"), str)]


def overlap(name: str, others: Iterable[str]) -> str:
    """Return the first of `others` that has something of the scorer in it, or is in it; empty for none."""
    own = family_of(name)
    return next((other for other in others if own & family_of(other)), "")


def ships() -> list[TrainedModel]:
    """Return the scorers that ship."""
    return [shipped(name) for name in SHIPS]
