"""A model's file from elsewhere, looked at before it may score: numbers as JSON, and nothing that could run.

What it was taught by is not in it, and no look at it tells. `told_by` compares it with the pairs that are
said to have taught it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from gadfly.science.dialogue import Message, Role
from gadfly.science.gguf import is_sha256
from gadfly.science.preference import PreferenceModel, Reply, TrainedModel
from gadfly.science.preference.card import KNOWN
from gadfly.science.preference.kinds import KINDS
from gadfly.science.preference.pairs.reading import fingerprint_of, read_pairs
from gadfly.science.preference.store import (
    FIRST,
    LARGEST,
    SHIPS,
    WeightsError,
    card_of,
    file_in,
    load,
    save,
)

HELD = frozenset({"light", "embedded", "ensemble"})
"""Kinds whose files are numbers. A transformer's folder is read by programs that can be told to run code,
and a judge's scores are somebody else's to change."""
PARTS = frozenset({".json", ".md", ".gguf"})
"""Endings of what may lie beside such a file under its name."""
OFF = 0.1
"""Standard deviations by which the mean score of what a model was centred on may differ from 0."""

_NAME = re.compile(r"[A-Za-z0-9-]+")
_TRIED = tuple(
    Reply((Message(Role.HUMAN, asked),), said)
    for asked in ("How long do eggs take?", "Is old rice safe?\n" * 40, "")
    for said in ("Gladly. Six minutes.", "Look it up.", "", " ", "Ça dépend… 🍳", "Stir. " * 500)
)


class Entering(NamedTuple):
    """A model that was found to be whole, and its card."""

    model: TrainedModel
    card: str


def entering(path: Path) -> Entering:
    """Return the model in a file, or the only one in a folder, with its card. Raises WeightsError."""
    file = file_in(path)
    for part in _parts(file):
        _look_at(part)
    model = load(file)
    with TemporaryDirectory() as alone:  # without what lies beside it here, and will not there
        again = load(save(model, Path(alone)))
    if again.scorer != model.scorer:
        raise WeightsError(f"{file.name} was changed by hand: add it as `gadfly pm fit` wrote it.")
    reference = model.reference
    if reference.replies < 2 or not is_sha256(reference.sha256):  # noqa: PLR2004 -- a pair has two
        raise WeightsError(f"{file.name} does not say what it was centred on: fit it again, from a file.")
    _hold(model)
    return Entering(model, _card(model, card_of(file)))


def _parts(file: Path) -> Iterator[Path]:
    """Yield the file and those of its members, all the way down; refuse what else bears their names."""
    names = [file.stem]
    for name in names:  # it grows
        part = file.with_name(f"{name}.json")
        strange = sorted(one.name for one in file.parent.iterdir() if _strange(one, name))
        if strange:
            raise WeightsError(
                f"{strange[0]} is no part of a model that a site reads, which is numbers as JSON and a "
                f"card: take it away, or fit one of the kinds {', '.join(sorted(HELD))}."
            )
        yield part
        names += [one for one in _members(part) if one not in {*names, *SHIPS}]


def _strange(path: Path, name: str) -> bool:
    return path.name == f"{name}-weights" or (path.stem == name and path.suffix not in PARTS)


def _members(file: Path) -> list[str]:
    members = _document(file).get("members", [])
    try:
        names = [str(each["scorer"]).partition("@")[0] for each in members]
    except (KeyError, TypeError) as error:
        raise WeightsError(f"{file.name} is not a model's file of Gadfly.") from error
    if not all(map(_NAME.fullmatch, names)):
        raise WeightsError(f"{file.name} is not a model's file of Gadfly.")
    return names


def _look_at(file: Path) -> None:
    kind, name = _document(file).get("kind", FIRST), _document(file).get("name", file.stem)
    if name != file.stem:  # which could name a place elsewhere
        raise WeightsError(f"{file.name} holds a model of another name: call the file as it was called.")
    if kind in set(KINDS) - HELD:
        raise WeightsError(
            f"{file.name} is of the kind {kind}, which a site does not take: fit one of the kinds "
            f"{', '.join(sorted(HELD))}."
        )


def _document(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            found = json.loads(opened.read(LARGEST))
    except OSError as error:
        raise WeightsError(f"The model's file {file.name} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise WeightsError(f"{file.name} is not a model's file of Gadfly.") from error
    if not isinstance(found, dict):
        raise WeightsError(f"{file.name} is not a model's file of Gadfly.")
    return found


def _hold(model: PreferenceModel) -> None:
    """Raise WeightsError where the model breaks what every kind is held to."""
    values = model.values(_TRIED)
    alone = tuple(value for reply in _TRIED for value in model.values([reply]))
    if len(values) != len(_TRIED) or values != alone or not np.isfinite(values).all():
        raise WeightsError(
            f"{model.scorer} does not hold the contract: every reply gets one finite score that owes "
            "nothing to the others. Fit it again."
        )


def _card(model: TrainedModel, file: Path) -> str:
    try:
        card = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise WeightsError(f"Its card {file.name} cannot be read: put it beside the model.") from error
    if not card.startswith(f"# The preference model {model.scorer}\n"):
        raise WeightsError(f"{file.name} is the card of another model: put its own beside it.")
    return card


def is_public(model: TrainedModel) -> bool:
    """Tell whether the model names a public file that is known: then nobody need show its pairs."""
    return model.reference.sha256 in KNOWN


def told_by(model: TrainedModel, files: Sequence[Path]) -> Counter[str]:
    """Return how many pairs of each campaign taught the model, "" for those of none.

    `files` are those it was fitted on, in their order. Raises WeightsError where they are others, or
    where it is not centred on their replies; PairError and OSError where they cannot be read.
    """
    names = ", ".join(file.name for file in files)
    if fingerprint_of(files) != model.reference.sha256:
        raise WeightsError(f"{model.scorer} was not made from {names}: name the files it was fitted on.")
    pairs = [pair for file in files for pair in read_pairs(file) if pair.sure]
    scores = np.array(model.values([reply for pair in pairs for reply in pair.replies]))
    if not pairs or abs(scores.mean()) > OFF * scores.std():
        raise WeightsError(f"{model.scorer} is not centred on the replies in {names}: fit it again.")
    return Counter(pair.campaign for pair in pairs)
