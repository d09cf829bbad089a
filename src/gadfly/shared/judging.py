"""The judge kind: a model at an endpoint grades replies, and pairs say how much a grade weighs.

Transcripts leave this machine for where the judge is. So a model's file, which may come from
anywhere, does not decide where: it is read only while `GADFLY_JUDGE` names the same address.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from numpy.random import Generator

from gadfly.science.dialogue import Message, Sampling, State
from gadfly.science.preference import Reference
from gadfly.science.preference.judge import ASKED, SCHEMA, JudgeModel, Verdicts
from gadfly.science.preference.kinds import Document, Fitter, ModelKind, TrainingError
from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.pairs.splits import Whole
from gadfly.science.preference.store import named
from gadfly.science.preference.train import Table, solve
from gadfly.science.targets import Target
from gadfly.shared.outbound.connecting import connect
from gadfly.shared.outbound.origins import base_of

WHERE = "GADFLY_JUDGE"
"""The environment variable with the address that transcripts may be sent to for judging."""

KEY = "GADFLY_JUDGE_KEY"
"""That with its key, where it wants one; no file of ours holds it."""

PROMPT = hashlib.sha256(ASKED.encode()).hexdigest()[:12]
"""Which words the judge is asked with."""

_AT_ONCE = 8
_FORM = {
    "response_format": {"type": "json_schema", "json_schema": {"name": "verdict", "schema": dict(SCHEMA)}}
}
_SAMPLING = Sampling(temperature=0.0, max_tokens=64)


def verdicts_of(endpoint: str, model: str) -> Verdicts:
    """Return the grades that `model` at the address `endpoint` gives."""
    key = os.environ.get(KEY, "")

    async def asked(messages: Sequence[Sequence[Message]]) -> list[str | None]:
        gate = asyncio.Semaphore(_AT_ONCE)
        async with connect(endpoint, model, key=key, sampling=_SAMPLING) as target:
            judge = replace(target, more=_FORM)
            return await asyncio.gather(*(_answer(judge, each, gate) for each in messages))

    return Verdicts(lambda messages: asyncio.run(asked(messages)), lambda: secrets.token_hex(8))


async def _answer(judge: Target, messages: Sequence[Message], gate: asyncio.Semaphore) -> str | None:
    async with gate:
        (said,) = (await judge.reply(messages)).candidates
    return said.text if said.state is State.COMPLETE else None


def fitter(*, name: str, sha256: str, model: str = "") -> Fitter:
    """Return what weighs a judge's grades with pairs; each reply is judged once. Raises TrainingError."""
    if not (model and os.environ.get(WHERE)):
        raise TrainingError(f"Say where the judge is, by {WHERE}=URL, and who, by --with model=NAME.")
    try:
        at = base_of(os.environ[WHERE])
    except ValueError as error:
        raise TrainingError(str(error)) from error
    verdicts = verdicts_of(at, model)

    def fit(pairs: Sequence[Pair], clusters: Whole, rng: Generator) -> JudgeModel:  # noqa: ARG001 -- grades leave nothing to chance
        grades = np.array(
            [
                np.nan if grade is None else float(grade)
                for grade in verdicts.of([reply for pair in pairs for reply in pair.replies])
            ]
        )
        known = grades[~np.isnan(grades)]
        if not known.size:
            raise TrainingError(f"The judge {model} gave no verdict on any of {len(grades):,} replies.")
        apart = grades[1::2] - grades[::2]
        there = ~np.isnan(apart)
        weights = np.array([pair.weight for pair in pairs])
        table = Table(apart[there, None], weights[there], clusters[there], plain=1)
        slope = round(float(solve(table, 1.0)[0]), 4) if there.any() else 0.0
        centre = round(-slope * float(known.mean()), 6)
        reference = Reference(replies=int(known.size), sha256=sha256)
        return named(JudgeModel(name, at, model, slope, centre, reference, verdicts))

    return fit


def document(model: JudgeModel) -> Document:
    """Return what the file of a model says."""
    return {
        "judge": {"endpoint": model.endpoint, "model": model.model},
        "prompt": PROMPT,
        "slope": model.slope,
        "centre": model.centre,
        "reference": asdict(model.reference),
    }


def load(document: Document, scorer: str, _folder: Path | None) -> JudgeModel:
    """Return the judge that a file tells of; raise ValueError or KeyError if it may not be asked."""
    judge, reference = document["judge"], document["reference"]
    endpoint, model = str(judge["endpoint"]), str(judge["model"])
    if document["prompt"] != PROMPT:
        raise ValueError("the judge was asked with other words")
    if base_of(os.environ.get(WHERE) or "http://nowhere.invalid") != endpoint:
        raise ValueError(f"if transcripts may go to {endpoint}, set {WHERE} to it")
    slope, centre = float(document["slope"]), float(document["centre"])
    if not np.isfinite([slope, centre]).all():
        raise ValueError("numbers that are not finite")
    return JudgeModel(
        scorer,
        endpoint,
        model,
        slope,
        centre,
        Reference(int(reference["replies"]), str(reference["sha256"])),
        verdicts_of(endpoint, model),
    )


def about(model: JudgeModel) -> str:
    """Return what the card says about how the model was made."""
    return (
        f"A judge, the model {model.model} behind an endpoint, grades each reply from 0 to 10; pairs say "
        f"what a grade weighs: {model.slope:g}. Where it gave no verdict in the right form, "
        "the reply is unscored."
    )


KIND = ModelKind(
    fitter=fitter,
    document=document,
    load=load,
    about=about,
    limits="A judge can be persuaded by what it reads. Never let it alone decide what somebody is paid, "
    "what is accepted or what is released. Whoever runs its endpoint reads the transcripts and may change "
    "it.",
    options={"model": "the judge's name at the OpenAI-compatible server that GADFLY_JUDGE tells of"},
)
