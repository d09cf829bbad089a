"""The embedded kind: one weight for each number of a small model's state after the reply.

    score(reply) = weights · (state - middle) / spread - centre

The state is that after the last token, in a layer in the middle: later ones are about the next
word. Middle and spread are those of the training replies. The weights are strongly held back:
there are as many of them as a small set has pairs. No torch: llama.cpp reads.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.random import Generator

from gadfly.science.embedding import Embedder, EmbeddingError, Remembering
from gadfly.science.preference import Reference, Reply, TrainedModel
from gadfly.science.preference.features import Floats
from gadfly.science.preference.kinds import Document, Fitter, ModelKind, TrainingError
from gadfly.science.preference.light import batches
from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.pairs.splits import Whole
from gadfly.science.preference.states import BEFORE, LONGEST, states, text_of, weights_like
from gadfly.science.preference.store import named
from gadfly.science.preference.train import Table, choose, solve
from gadfly.science.weights import SMOLLM2

LAYERS = 20
"""Of SmolLM2's thirty."""

PENALTIES = (100.0, 300.0, 1_000.0, 3_000.0, 10_000.0)
"""What the weights may be held back by. They weigh standardised numbers."""

DECIMALS = 5
"""Of a stored number."""


@dataclass(frozen=True, eq=False)
class EmbeddedModel(TrainedModel):
    """Bradley and Terry's model on the states of a language model."""

    kind: ClassVar[str] = "embedded"
    scorer: str
    weights: Floats
    middle: Floats
    centre: float
    reference: Reference
    penalty: float
    sha256: str
    layers: int
    embedder: Embedder

    def values(self, replies: Sequence[Reply]) -> tuple[float, ...]:
        """Return one score for each reply. Raises EmbeddingError where the language model is gone."""
        return tuple(score for some in batches(replies) for score in self._batch(some))

    def _batch(self, replies: Sequence[Reply]) -> list[float]:
        rows = (_rows(replies, self.embedder) - self.middle) * self.weights
        return [round(float(value) - self.centre, 6) for value in rows.sum(axis=1)]


def _rows(replies: Sequence[Reply], embedder: Embedder) -> Floats:
    return embedder.embed([text_of(reply) for reply in replies]).astype(np.float64)


def fitter(*, name: str, sha256: str, weights: str = "", layers: str = str(LAYERS)) -> Fitter:
    """Return what makes embedded models of pairs; each text is read once, however often it is asked.

    `weights` is a GGUF file, where there is none SmolLM2's; `layers` is how many of its layers are
    read. Raises TrainingError.
    """
    try:
        file = Path(weights) if weights else weights_like(SMOLLM2.file.sha256, None)
        source = states(file, int(layers))
    except OSError as error:
        raise TrainingError(f"The language model {weights} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise TrainingError("How many layers are read is a whole number: --with layers=20") from error
    except EmbeddingError as error:
        raise TrainingError(f"There is no language model to read with: {error}") from error
    vectors = Remembering(source)

    def fit(pairs: Sequence[Pair], clusters: Whole, rng: Generator) -> EmbeddedModel:
        replies = [reply for pair in pairs for reply in pair.replies]  # chosen, rejected, chosen, …
        rows = np.concatenate([_rows(some, vectors) for some in batches(replies)])
        middle = np.round(rows.mean(axis=0), DECIMALS)
        spread = np.where((found := rows.std(axis=0)) > 0, found, 1.0)
        apart = (rows[::2] - rows[1::2]) / spread
        table = Table(apart, np.array([pair.weight for pair in pairs]), clusters, plain=0)
        penalty = choose(table, rng, PENALTIES)
        learnt = np.round(solve(table, penalty) / spread, DECIMALS) + 0.0  # no minus zero in the file
        reference = Reference(replies=len(replies), sha256=sha256)
        raw = EmbeddedModel(
            name, learnt, middle, 0.0, reference, penalty, source.sha256, source.layers, vectors
        )
        centre = round(float(np.mean(raw.values(replies))), 6)
        return named(replace(raw, centre=centre, embedder=source))

    return fit


def document(model: EmbeddedModel) -> Document:
    """Return what the file of a model says."""
    return {
        "language_model": {"sha256": model.sha256, "layers": model.layers},
        "read": {"before": BEFORE, "reply": LONGEST},
        "penalty": model.penalty,
        "centre": model.centre,
        "reference": asdict(model.reference),
        "middle": model.middle.tolist(),
        "weights": model.weights.tolist(),
    }


def load(document: Document, scorer: str, folder: Path | None) -> EmbeddedModel:
    """Return the model that a file tells of; raise ValueError, KeyError or TypeError if it tells of none."""
    reads, reference = document["language_model"], document["reference"]
    if document["read"] != {"before": BEFORE, "reply": LONGEST}:
        raise ValueError("made for texts of other lengths")
    try:
        source = states(weights_like(str(reads["sha256"]), folder), int(reads["layers"]))
    except EmbeddingError as error:
        raise ValueError(str(error)) from error
    weights, middle = (np.array(document[key], dtype=np.float64) for key in ("weights", "middle"))
    whole = np.concatenate([weights, middle, [float(document["centre"])]])
    if weights.shape != middle.shape or not weights.size or not np.isfinite(whole).all():
        raise ValueError("weights missing or not finite")
    return EmbeddedModel(
        scorer=scorer,
        weights=weights,
        middle=middle,
        centre=float(document["centre"]),
        reference=Reference(int(reference["replies"]), str(reference["sha256"])),
        penalty=float(document["penalty"]),
        sha256=source.sha256,
        layers=source.layers,
        embedder=source,
    )


def about(model: EmbeddedModel) -> str:
    """Return what the card says about how the model was made."""
    return (
        f"Features: the state of a language model (GGUF file {model.sha256[:12]}…) after layer "
        f"{model.layers}, at the last token of the reply; it reads the last {BEFORE} characters of what "
        f"was said before, and the first {LONGEST} of the reply. Loss: Bradley and Terry's. The penalty on "
        f"the weights is {model.penalty:g}, chosen by held-out loss inside the training pairs."
    )


LIMITS = (
    f"It reads no more than {BEFORE} characters of what was said before and {LONGEST} of the reply, with a "
    "small model that was taught on English."
)

KIND = ModelKind(
    fitter=fitter,
    document=document,
    load=load,
    about=about,
    limits=LIMITS,
    options={
        "weights": "a GGUF file (default: SmolLM2-135M-Instruct, as pulled)",
        "layers": f"how many of its layers are read (default: {LAYERS})",
    },
)
