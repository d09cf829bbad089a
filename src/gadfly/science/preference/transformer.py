"""The transformer kind: a causal language model with one number for its last token, taught by TRL.

The loss is Bradley and Terry's. The language model is a folder as Hugging Face has them or a GGUF
file; it is taught whole, or through low-rank additions (LoRA) that are merged afterwards. Needs
the extra `train`: torch is loaded here and nowhere else in this package. On several processors
the same fit runs under `accelerate launch`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from gadfly.science.gguf import sha256_of
from gadfly.science.preference import Reference, Reply, TrainedModel
from gadfly.science.preference.kinds import Document, Fitter, ModelKind, TrainingError
from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.pairs.splits import Whole
from gadfly.science.preference.states import text_of
from gadfly.science.preference.store import named
from gadfly.science.preference.teaching import Plan, Reader, read, taught

_WEIGHTS = "model.safetensors"


@dataclass(frozen=True, eq=False)
class TransformerModel(TrainedModel):
    """A language model that gives a reply one number, less the mean of the training replies."""

    kind: ClassVar[str] = "transformer"
    scorer: str
    centre: float
    reference: Reference
    plan: Plan
    sha256: str
    reader: Reader

    def values(self, replies: Sequence[Reply]) -> tuple[float, ...]:
        """Return one score for each reply, read one at a time: no score owes a bit to its company."""
        return tuple(round(self.reader.number(text_of(reply)) - self.centre, 6) for reply in replies)


def fitter(*, name: str, sha256: str, base: str = "", **options: str) -> Fitter:
    """Return what teaches a language model with pairs. Raises TrainingError."""
    plan = _plan(base, options)

    def fit(pairs: Sequence[Pair], clusters: Whole, rng: Generator) -> TransformerModel:  # noqa: ARG001 -- it chooses nothing
        replies = [reply for pair in pairs for reply in pair.replies]
        texts = [(text_of(pair.replies[0]), text_of(pair.replies[1])) for pair in pairs]
        reader = taught(plan, texts, seed=int(rng.integers(2**31)))
        raw = TransformerModel(name, 0.0, Reference(len(replies), sha256), plan, reader.fingerprint(), reader)
        return named(replace(raw, centre=round(float(np.mean(raw.values(replies))), 6)))

    return fit


def _plan(base: str, options: dict[str, str]) -> Plan:
    options = dict(options)
    if not base or not Path(base).exists():
        raise TrainingError("Name the language model, a folder or a GGUF file: --with base=PATH")
    try:
        rate = float(options.pop("rate", "0.0001"))
        plan = Plan(Path(base), rate=rate, **{key: int(value) for key, value in options.items()})
    except ValueError as error:
        raise TrainingError("The options of a transformer are numbers.") from error
    if plan.rank < 0 or min(plan.steps, plan.batch) < 1 or not 0 < plan.rate < 1:
        raise TrainingError("Steps and batch must be 1 or more, the rank 0 or more, the rate below 1.")
    return plan


def document(model: TransformerModel) -> Document:
    """Return what the file of a model says; the weights lie beside it."""
    told: dict[str, Any] = asdict(model.plan) | {"base": model.plan.base.name}
    return {
        "taught": told,
        "weights": {"sha256": model.sha256},
        "centre": model.centre,
        "reference": asdict(model.reference),
    }


def beside(model: TransformerModel, folder: Path) -> None:
    """Write the weights, in a folder that Hugging Face's programs can read."""
    model.reader.save(_folder(folder, model.scorer))


def load(document: Document, scorer: str, folder: Path | None) -> TransformerModel:
    """Return the model that a file tells of; raise ValueError, KeyError or TypeError if it tells of none."""
    home = _folder(folder or Path(), scorer)
    if not (home / _WEIGHTS).is_file() or sha256_of(home / _WEIGHTS) != document["weights"]["sha256"]:
        raise ValueError(f"its weights do not lie beside it, in {home.name}")
    reference, told = document["reference"], document["taught"]
    return TransformerModel(
        scorer=scorer,
        centre=float(document["centre"]),
        reference=Reference(int(reference["replies"]), str(reference["sha256"])),
        plan=Plan(**(told | {"base": Path(told["base"])})),
        sha256=str(document["weights"]["sha256"]),
        reader=read(home),
    )


def _folder(folder: Path, scorer: str) -> Path:
    return folder / f"{scorer.partition('@')[0]}-weights"


def about(model: TransformerModel) -> str:
    """Return what the card says about how the model was made."""
    plan = model.plan
    how = f"through additions of rank {plan.rank}" if plan.rank else "whole"
    return (
        f"A language model ({plan.base.name}), taught {how} in {plan.steps:,} steps of {plan.batch} pairs "
        f"at a rate of {plan.rate:g}. Loss: Bradley and Terry's. Figures are of models taught "
        "on half of the pairs."
    )


KIND = ModelKind(
    fitter=fitter,
    document=document,
    load=load,
    beside=beside,
    about=about,
    limits="It can be right for reasons that nobody sees, and sure of itself where its pairs say nothing.",
    options={
        "base": "the language model: a folder as Hugging Face has them, or a GGUF file",
        "rank": "of the low-rank additions, 0 to teach the whole model (default: 16)",
        "steps": "how many (default: 200)",
        "batch": "pairs in a step (default: 8)",
        "rate": "of learning (default: 0.0001)",
    },
    folds=2,
)
