"""What a model is, what it was made from, and how far to trust it: a page and a screenful.

Every number comes from `Measures`; the words around them say what a person who reads a score may
conclude. Nothing of the training texts appears.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from textwrap import fill

import numpy as np
from scipy.special import expit

from gadfly.science.preference.light import LightModel
from gadfly.science.preference.measure import SHORT, Measures

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

PAGE = files("gadfly.science.preference") / "card.txt"
"""The words of the card, with places for the numbers."""


def card(model: LightModel, found: Measures, seed: int) -> str:
    """Return the model card, in Markdown."""
    page = (
        PAGE.read_text(encoding="utf-8")
        .strip()
        .format(
            model=model,
            found=found,
            source=KNOWN.get(model.reference.sha256, UNKNOWN),
            seed=seed,
            coin=COIN,
            bet=[f"{expit(apart):.0%}".replace("%", " %") for apart in (0.4, 1.1, 2.2)],
            short=SHORT,
            groups=_table(("pairs", "n", "model", "shorter wins"), _groups(found)),
            bins=_table(("sure", "n", "said, on average", "was right"), _bins(found)),
        )
    )
    return "\n\n".join(map(_filled, page.split("\n\n"))) + "\n"


def report(model: LightModel, found: Measures) -> str:
    """Return the card's main numbers for a terminal, at most 80 columns wide."""
    facts = [
        ("better than “shorter wins” by", found.gain),
        (f"loss in nats (a coin: {COIN:.3f})", found.loss),
        ("loss in nats of length alone", found.length_loss),
        ("margins fit best multiplied by", f"{found.slope:.2f}"),
        ("models of two different thirds correlate by", f"{found.agreement:.2f}"),
    ]
    rows = [("held-out accuracy, 95 % interval", "n", "model", "shorter wins"), *_groups(found)]
    lines = [
        f"{model.scorer}: {found.overall.model.n:,} pairs, {found.messages:,} first messages",
        f"penalty {model.penalty:g}, chosen by held-out loss",
        "",
        *(f"{name:<33}{n:>7}{mine:>20}{shorter:>20}" for name, n, mine, shorter in rows),
        "",
        *(f"{name:<45}{value!s}" for name, value in facts),
    ]
    return "\n".join(lines)


def _groups(found: Measures) -> Iterator[tuple[str, ...]]:
    for name, mine, shorter in found.groups:
        yield name, f"{mine.n:,}", str(mine), str(shorter)


def _bins(found: Measures) -> Iterator[tuple[str, ...]]:
    for low, high, sure, right in found.bins:
        said = "not defined" if sure is None else f"{sure:.3f}"
        yield f"{low:.0%} to {high:.0%}", f"{right.n:,}", said, str(right)


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---", *("--:" for _ in head[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _filled(part: str) -> str:
    return part if part.startswith(("|", "#")) else fill(part, 100)
