"""Models on disk: each a JSON file that a person can read and a diff can show.

The scorer's name ends in the first digits of the file's own SHA-256: change a bit, and scores
made before and after can be told apart. What does not go into JSON lies beside the file, and the
file holds its hash.
"""

import hashlib
import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from gadfly.science.preference import TrainedModel
from gadfly.science.preference.kinds import KINDS, ModelKind, kind_called

FORMAT = 1
SHIPPED = "light-2"
EARLIER = "light-1"
"""The shipped model before; who was scored by it can be again."""
RANKS, JUDGES = "light-2a", "light-2b"
"""Twins that ship, each taught by a half of what taught `SHIPPED`: one ranks arms, the other measures."""
SHIPS = (SHIPPED, RANKS, JUDGES, EARLIER)
LARGEST = 1_000_000
"""Bytes of a model's file; a larger one is not ours."""

FIRST = "light"
"""The kind of a file that names none: the first files did not."""

_HERE = files("gadfly.science.preference") / "weights"

Model = TypeVar("Model", bound=TrainedModel)


class WeightsError(Exception):
    """A model's file cannot be used. The text is one plain sentence."""


def dump(model: TrainedModel) -> bytes:
    """Return the file of a model. The same model gives the same bytes."""
    head: dict[str, Any] = {"format": FORMAT, "name": model.scorer.partition("@")[0]}
    if model.kind != FIRST:
        head["kind"] = model.kind
    return (json.dumps(head | kind_called(model.kind).document(model), indent=1) + "\n").encode()


def named(model: Model) -> Model:
    """Return the model with its full name: the one it has, "@", the fingerprint of its file."""
    name = f"{model.scorer.partition('@')[0]}@{fingerprint(dump(model))}"
    return replace(model, scorer=name)  # type: ignore[type-var]  # every kind's model is a dataclass


def save(model: TrainedModel, folder: Path) -> Path:
    """Write the model into `folder` and return its file's path; one of the same name is replaced."""
    path = folder / f"{model.scorer.partition('@')[0]}.json"
    beside = kind_called(model.kind).beside
    if beside is not None:
        beside(model, folder)
    path.write_bytes(dump(model))
    return path


def file_in(path: Path) -> Path:
    """Return the file of the only model in a folder; a file is itself. Raises WeightsError."""
    if not path.is_dir():
        return path
    found = sorted(path.glob("*.json"))
    if len(found) != 1:
        raise WeightsError(f"{path.name} holds {len(found)} JSON files, not one: name the model's own.")
    return found[0]


def load(path: Path) -> TrainedModel:
    """Return the model in a file, or the only one in a folder. Raises WeightsError where there is none."""
    path = file_in(path)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise WeightsError(f"The model's file {path.name} cannot be read: {error.strerror}.") from error
    return parse(data, path.parent)


def parse(data: bytes, folder: Path | None = None) -> TrainedModel:
    """Return the model in the bytes of a file that lies in `folder`. Raises WeightsError."""
    try:
        document = json.loads(data[:LARGEST])
        scorer = f"{document['name']}@{fingerprint(data)}"
        return _kind_of(document).load(document, scorer, folder)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise WeightsError(f"This is not a model's file of Gadfly ({error}).") from error


def _kind_of(document: dict[str, Any]) -> ModelKind:
    kind = document.get("kind", FIRST)
    if document["format"] != FORMAT or kind not in KINDS:
        raise ValueError(f"format {document['format']}, kind {kind}")
    return kind_called(kind)


def fingerprint(data: bytes) -> str:
    """Return the first twelve hexadecimal digits of the SHA-256 of a file."""
    return hashlib.sha256(data).hexdigest()[:12]


def shipped(name: str = SHIPPED) -> TrainedModel:
    """Return a model that comes with Gadfly, read at the first call (some 0.2 s). Raises KeyError."""
    if name not in SHIPS:
        raise KeyError(name)
    return _shipped(name)


@cache
def _shipped(name: str) -> TrainedModel:
    return parse((_HERE / f"{name}.json").read_bytes())


def scorer_called(name: str = SHIPPED, folder: Path | None = None) -> TrainedModel:
    """Return the model of this name, with or without its fingerprint: a shipped one, or one in `folder`.

    Without a name it is the one that ships as the default. Raises KeyError where there is none.
    """
    plain = name.partition("@")[0]
    if plain in SHIPS and name in {plain, shipped(plain).scorer}:
        return shipped(plain)
    for path in sorted(folder.glob("*.json")) if folder else ():
        plain, _, wanted = name.partition("@")
        if path.stem == plain and wanted in {"", fingerprint(path.read_bytes())}:
            return load(path)
    raise KeyError(name)


def card_of(path: Path) -> Path:
    """Return where the card of the model in this file lies."""
    return path.with_suffix(".md")


def shipped_card(name: str = SHIPPED) -> str:
    """Return a shipped model's card, in Markdown."""
    return (_HERE / f"{name}.md").read_text(encoding="utf-8")
