"""The light kind: fitted in seconds without torch, and written as a few kilobytes of JSON."""

import math
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from numpy.random import Generator

from gadfly.science.embedding import Remembering, wordllama
from gadfly.science.preference import Reference
from gadfly.science.preference.bag import Bag
from gadfly.science.preference.features import Frame, width
from gadfly.science.preference.kinds import Document, Fitter, ModelKind
from gadfly.science.preference.light import LightModel
from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.pairs.splits import Whole
from gadfly.science.preference.store import named
from gadfly.science.preference.train import DECIMALS, choose, frame_of, solve, table_of


def fitter(*, name: str, sha256: str) -> Fitter:
    """Return what makes light models of pairs; it embeds each text once, however often it is asked."""
    vectors = Remembering(wordllama())

    def fit(pairs: Sequence[Pair], clusters: Whole, rng: Generator) -> LightModel:
        frame = frame_of(pairs, vectors)
        table = table_of(pairs, clusters, vectors, frame)
        penalty = choose(table, rng)
        weights = np.round(solve(table, penalty), DECIMALS) + 0.0  # no minus zero in the file
        reference = Reference(replies=2 * len(pairs), sha256=sha256)
        raw = LightModel(name, weights, frame, 0.0, reference, penalty, vectors)
        replies = [reply for pair in pairs for reply in pair.replies]
        centre = round(float(np.mean(raw.values(replies))), 6)
        return named(replace(raw, centre=centre, embedder=wordllama()))

    return fit


def document(model: LightModel) -> Document:
    """Return what the file of a model says."""
    size = model.embedder.dimensions
    points, words, plain = (part.tolist() for part in np.split(model.weights, [2 * size, -2]))
    frame = asdict(model.frame)
    bag = frame.pop("bag")
    return {
        "embedder": model.embedder.name,
        "penalty": model.penalty,
        "frame": frame,
        "centre": model.centre,
        "reference": asdict(model.reference),
        "weights": {
            "reply": points[:size],
            "opening": points[size:],
            "length": plain[0],
            "closeness": plain[1],
        },
    } | ({"bag": bag | {"weights": words}} if words else {})


def load(document: Document, scorer: str, _folder: Path | None) -> LightModel:
    """Return the model that a file tells of; raise ValueError, KeyError or TypeError if it tells of none."""
    embedder = wordllama()
    if document["embedder"] != embedder.name:
        raise ValueError(f"made for the vectors {document['embedder']}")
    parts, frame, reference = document["weights"], document["frame"], document["reference"]
    known = document.get("bag", {"words": [], "rarities": [], "weights": []})
    bag = Bag(tuple(map(int, known["words"])), tuple(map(float, known["rarities"])))
    held = Frame(int(frame["shortest"]), int(frame["longest"]), float(frame["closeness"]), bag)
    weights = np.array(
        [*parts["reply"], *parts["opening"], *known["weights"], parts["length"], parts["closeness"]],
        dtype=np.float64,
    )
    numbers = [*weights.tolist(), float(document["centre"]), held.closeness, *bag.rarities]
    whole = len(weights) == width(embedder.dimensions, held) and len(bag.words) == len(bag.rarities)
    if not (whole and all(map(math.isfinite, numbers))):
        raise ValueError("weights missing or not finite")
    return LightModel(
        scorer=scorer,
        weights=weights,
        frame=held,
        centre=float(document["centre"]),
        reference=Reference(int(reference["replies"]), str(reference["sha256"])),
        penalty=float(document["penalty"]),
        embedder=embedder,
    )


def about(model: LightModel) -> str:
    """Return what the card says about how the model was made."""
    words = f"which of {len(bag):,} words it uses, " if (bag := model.frame.bag.words) else ""
    return (
        f"Features: where the reply and its first sentence point ({model.embedder.name}, averaged, unit "
        f"length), {words}the logarithm of its length held between {model.frame.shortest} and "
        f"{model.frame.longest} characters, and how close it is to the human's words so far. Loss: "
        f"Bradley and Terry's. The penalty on the weights of vectors and words is {model.penalty:g}, "
        "chosen by held-out loss inside the training pairs."
    )


LIMITS = (
    "It knows words, not sentences: order, negation, irony and anything past 16,384 characters are "
    "lost. A refusal that quotes the harm looks like the harm; a polite answer to a terrible question "
    "looks harmless."
)

KIND = ModelKind(fitter=fitter, document=document, load=load, about=about, limits=LIMITS)
