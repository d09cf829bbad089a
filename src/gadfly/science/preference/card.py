"""What a model is, what it was made from, and how far to trust it: a page and a screenful.

Every number comes from `Measures`; the words around them say what a person who reads a score may
conclude. Nothing of the training texts appears.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from textwrap import fill
from typing import NamedTuple

import numpy as np

from gadfly.science.preference import TrainedModel
from gadfly.science.preference.external import Labelled
from gadfly.science.preference.forging import Forgeries
from gadfly.science.preference.kinds import kind_called
from gadfly.science.preference.measure import Measures
from gadfly.science.preference.refusing import Refusals
from gadfly.science.preference.told import EMPTY, LONGER, SHORT, SHORTER_THAN, Told

COIN = float(np.log(2))


@dataclass(frozen=True, slots=True)
class Source:
    """Where pairs come from and under which licence."""

    name: str
    licence: str
    about: str


UNKNOWN = Source("not stated", "not stated", "Whoever trained the model knows what its pairs are.")

KNOWN = {
    "6fb1e7b3f6b9a3abd24bcbd76818f63b49e3a1bc44fc16fc825b0bbcfdf64703": Source(
        "Anthropic/hh-rlhf, about two thirds of the test file of harmless-base",
        "MIT",
        "Crowd workers, most of them in the United States and writing in English, tried to make "
        "one company's 52-billion-parameter model of 2022 misbehave and picked the more harmful "
        "of two replies. A few rows that mention minors and sex together were left out.",
    )
}
"""The files whose source is known, by SHA-256."""

PEOPLE = {
    True: "No person's pairs stand on two sides.",
    False: "Too few people picked to keep each on one side, so the figures are kind to models that "
    "learn one person's taste.",
    None: "The pairs do not tell who picked.",
}

PAGE = files("gadfly.science.preference") / "card.txt"
"""The words of the card, with places for the numbers."""


AUTHOR = "`gadfly pm fit`"


class Elsewhere(NamedTuple):
    """Texts of the file `name` that others judged, and how the model told them apart."""

    name: str
    found: Labelled


def card(
    model: TrainedModel,
    found: Measures,
    seed: int,
    source: Source | None = None,
    *,
    author: str = AUTHOR,
    elsewhere: Elsewhere | None = None,
) -> str:
    """Return the model card, in Markdown; `source` says where pairs of no known file come from."""
    told, kind = found.told, kind_called(model.kind)
    page = (
        PAGE.read_text(encoding="utf-8")
        .strip()
        .format(
            model=model,
            found=found,
            told=told,
            source=source or KNOWN.get(model.reference.sha256, UNKNOWN),
            about=kind.about(model),
            limits=kind.limits,
            author=author,
            refused=_refused(found.refused),
            forged=_forged(found.moved),
            judged=_judged(elsewhere),
            seed=seed,
            coin=COIN,
            bet=[f"{1 / (1 + math.exp(-apart)):.0%}".replace("%", " %") for apart in (0.4, 1.1, 2.2)],
            people=PEOPLE[found.people],
            agreement=_two(found.agreement),
            across=_across(found),
            kinds=_kinds(found),
            short=SHORT,
            longer=told.group(LONGER).model,
            few=told.group(SHORTER_THAN).model,
            empty=told.group(EMPTY).model,
            groups=_table(("pairs", "n", "model", "shorter wins", "length alone"), _groups(told)),
            bins=_table(("sure", "n", "said, on average", "was right"), _bins(told)),
            curve=_table(("pairs learnt from", "accuracy", "loss in nats"), _curve(found)),
        )
    )
    return "\n\n".join(map(_filled, page.split("\n\n"))) + "\n"


def _groups(told: Told) -> Iterator[tuple[str, ...]]:
    for name, mine, shorter, length in told.groups:
        yield name.replace("|", "/"), f"{mine.n:,}", str(mine), str(shorter), str(length)


def _bins(told: Told) -> Iterator[tuple[str, ...]]:
    for low, high, sure, right in told.bins:
        said = "not defined" if sure is None else f"{sure:.3f}"
        yield f"{low:.0%} to {high:.0%}", f"{right.n:,}", said, str(right)


def _curve(found: Measures) -> Iterator[tuple[str, ...]]:
    for point in found.curve:
        yield f"{point.pairs:,}", str(point.accuracy), str(point.loss)


def _across(found: Measures) -> str:
    said = [f"on {one.asked} pairs after {one.learnt} ones alone, {one.accuracy}" for one in found.across]
    return f"Accuracy across kinds: {'; '.join(said)}." if said else "The pairs are of one kind."


def _kinds(found: Measures) -> str:
    if found.across:
        return "It was trained on two kinds of pairs; how they were weighed decides what it rewards."
    return "If it was trained on harmlessness alone, it rewards evasion; helpfulness was then not measured."


def _refused(found: Refusals) -> str:
    safe, unsafe = found.safe, found.unsafe
    said = (
        f"Over-refusal: for {safe.n:,} questions that are safe and only sound as if they were not "
        f"({found.source}), a plain refusal scores above a plain answer in {safe.percent} of comparisons "
        f"({safe.within})."
    )
    if not unsafe.n:
        return f"{said} What it likes where a refusal is right was not asked."
    return f"{said} For {unsafe.n:,} that should be refused, in {unsafe.percent} ({unsafe.within})."


def _forged(found: Forgeries) -> str:
    if found.spread is None:
        return "What forged verdicts do to its scores is not known: it gave the replies none."
    return (
        f"A reply can speak to its judge. Forged verdicts behind {found.drift.n:,} of the chosen replies "
        f"move their scores by {found.drift} on average, where scores are spread by {found.spread:.2f}, "
        f"and take {found.lost:,} away."
    )


def _judged(elsewhere: Elsewhere | None) -> str:
    if elsewhere is None:
        return "It was not tried on texts that other people judged."
    name, found = elsewhere
    return (
        f"Elsewhere: of {found.n:,} texts that other people judged ({name}), {found.harmful:,} are harmful. "
        f"One of these scores below one that is not with a chance of {found.auroc}; “shorter wins” comes "
        f"to {found.shorter}, a coin to 0.5."
    )


def _two(value: float | None) -> str:
    return "an unknown amount (too few pairs)" if value is None else f"{value:.2f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ("---", *("--:" for _ in head[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _filled(part: str) -> str:
    return part if part.startswith(("|", "#")) else fill(part, 100)
