"""The published figures that a made-up dataset is matched with; `published.json` names their source."""

import json
from functools import cache
from importlib import resources
from typing import NamedTuple

Quantiles = tuple[tuple[float, float], ...]


class Cell(NamedTuple):
    """Attacks on one model type and size, and the lowest scores of their dialogues."""

    model_type: str
    size: str
    n: int
    mean: float
    q05: float
    cvar05: float


class Published(NamedTuple):
    """Counts and scores of the released file; `ratings` counts 0, 1, 2, 3, 4."""

    source: str
    members: int
    upworkers: int
    upworker_attacks: int
    tagged: int
    ratings: tuple[int, ...]
    score_sd: float
    score_range: tuple[float, float]
    score: Quantiles
    intent_range: tuple[float, float]
    intent: Quantiles
    cells: tuple[Cell, ...]


@cache
def published() -> Published:
    """Return the figures."""
    found = json.loads(resources.files(__package__).joinpath("published.json").read_text("utf-8"))
    score, intent = found["score"], found["intent"]
    return Published(
        found["source"],
        found["members"],
        found["upworkers"],
        found["upworker_attacks"],
        found["tagged"],
        tuple(found["ratings"]),
        score["sd"],
        (score["min"], score["max"]),
        tuple((chance, value) for chance, value in score["quantiles"]),
        (intent["min"], intent["max"]),
        tuple((chance, value) for chance, value in intent["quantiles"]),
        tuple(Cell(*cell.values()) for cell in found["cells"]),
    )
