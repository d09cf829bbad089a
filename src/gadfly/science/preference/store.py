"""Weights on disk: one JSON file of a few kilobytes that a person can read and a diff can show.

The scorer's name ends in the first digits of the file's own SHA-256: change a bit, and scores
made before and after can be told apart.
"""

import hashlib
import json
import math
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from gadfly.science.embedding import Embedder, wordllama
from gadfly.science.preference.features import Frame, width
from gadfly.science.preference.light import LightModel, Reference

FORMAT = 1
SHIPPED = "light-1"
LARGEST = 1_000_000
"""Bytes of a weights file; a larger one is not ours."""

_HERE = files("gadfly.science.preference") / "weights"


class WeightsError(Exception):
    """A weights file cannot be used. The text is one plain sentence."""


def dump(model: LightModel) -> bytes:
    """Return the weights file of a model. The same model gives the same bytes."""
    size = model.embedder.dimensions
    words, plain = model.weights[: 2 * size].tolist(), model.weights[2 * size :].tolist()
    document = {
        "format": FORMAT,
        "name": model.scorer.partition("@")[0],
        "embedder": model.embedder.name,
        "penalty": model.penalty,
        "frame": asdict(model.frame),
        "centre": model.centre,
        "reference": asdict(model.reference),
        "weights": {
            "reply": words[:size],
            "opening": words[size:],
            "length": plain[0],
            "closeness": plain[1],
        },
    }
    return (json.dumps(document, indent=1) + "\n").encode()


def save(model: LightModel, folder: Path) -> Path:
    """Write the weights file into `folder` and return its path; one of the same name is replaced."""
    path = folder / f"{model.scorer.partition('@')[0]}.json"
    path.write_bytes(dump(model))
    return path


def load(path: Path, embedder: Embedder | None = None) -> LightModel:
    """Return the model in a weights file. Raises WeightsError where it is not one."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise WeightsError(f"The weights file {path.name} cannot be read: {error.strerror}.") from error
    return parse(data, embedder)


def parse(data: bytes, embedder: Embedder | None = None) -> LightModel:
    """Return the model in the bytes of a weights file. Raises WeightsError where they hold none."""
    vectors = embedder or wordllama()
    try:
        return _model(json.loads(data[:LARGEST]), data, vectors)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise WeightsError(f"This is not a weights file of Gadfly ({error}).") from error


def _model(document: dict[str, Any], data: bytes, embedder: Embedder) -> LightModel:
    if document["format"] != FORMAT or document["embedder"] != embedder.name:
        raise ValueError(f"format {document['format']} on {document['embedder']}")
    parts, frame, reference = document["weights"], document["frame"], document["reference"]
    weights = np.array(
        [*parts["reply"], *parts["opening"], parts["length"], parts["closeness"]], dtype=np.float64
    )
    numbers = [*weights.tolist(), float(document["centre"]), float(frame["closeness"])]
    if len(weights) != width(embedder.dimensions) or not all(map(math.isfinite, numbers)):
        raise ValueError("weights missing or not finite")
    return LightModel(
        scorer=f"{document['name']}@{fingerprint(data)}",
        weights=weights,
        frame=Frame(int(frame["shortest"]), int(frame["longest"]), float(frame["closeness"])),
        centre=float(document["centre"]),
        reference=Reference(int(reference["replies"]), str(reference["sha256"])),
        penalty=float(document["penalty"]),
        embedder=embedder,
    )


def fingerprint(data: bytes) -> str:
    """Return the first twelve hexadecimal digits of the SHA-256 of a weights file."""
    return hashlib.sha256(data).hexdigest()[:12]


@cache
def shipped() -> LightModel:
    """Return the model that comes with Gadfly, read at the first call (some 0.2 s)."""
    return parse((_HERE / f"{SHIPPED}.json").read_bytes())


def scorer_called(name: str) -> LightModel:
    """Return the model of this name, with or without its fingerprint. Raises KeyError for another."""
    if name not in {SHIPPED, shipped().scorer}:
        raise KeyError(name)
    return shipped()


def shipped_card() -> str:
    """Return the shipped model's card, in Markdown."""
    return (_HERE / "CARD.md").read_text(encoding="utf-8")
