"""What a policy is asked while it learns: first human turns of attacks, and benign questions among them.

Where only attacks are asked, refusing everything is the best answer; so benign questions are mixed
in (Bai et al. 2022, 4.4). Of prompts that are nearly the same one stays, whichever side it came from: what is
held out is then asked nowhere else, and one template does not outweigh the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from gadfly.science.datasets import BadRecord, TableError, scan
from gadfly.science.datasets.foreign import Columns
from gadfly.science.datasets.native import MARK
from gadfly.science.datasets.tables import rows
from gadfly.science.dialogue import Message, Role
from gadfly.science.policy import PolicyError
from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.pairs.reading import read_pairs
from gadfly.science.preference.pairs.splits import by_message

LONGEST = 2_000
"""Characters above which a prompt is left out: what is read of it costs as much in every step."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a human says first, and whether there is nothing wrong with asking it."""

    text: str
    benign: bool = False


class Mixed(NamedTuple):
    """Prompts to learn from and prompts held out; `left_out` were too long, empty, or nearly another one."""

    teach: tuple[Prompt, ...]
    held_out: tuple[Prompt, ...]
    left_out: int

    @property
    def share(self) -> float:
        """The share of benign ones among those to learn from."""
        return sum(prompt.benign for prompt in self.teach) / len(self.teach)


def openings(path: Path, columns: Columns | None = None) -> Iterator[str]:
    """Yield the first human turn of each row: of attacks in any form, of pairs, or a `prompt`.

    With `columns`, which other people's data may need, all rows are attacks. Raises DatasetError,
    PairError, OSError.
    """
    first = {} if columns else next((row.values for row in rows(path)), {})
    if {"chosen", "rejected"} <= set(first) and MARK not in first:
        for pair in read_pairs(path):
            yield first_turn(pair)
    elif isinstance(first.get("prompt"), str):
        for row in rows(path):
            text = row.values.get("prompt")
            if not isinstance(text, str):
                raise TableError(f"{row.place}: there is no text in “prompt”.")
            yield text
    else:
        yield from _of_attacks(path, columns)


def first_turn(pair: Pair) -> str:
    """Return what the human said first; empty where no human spoke."""
    return next((said.text for said in pair.prompt if said.role is Role.HUMAN), "")


def _of_attacks(path: Path, columns: Columns | None) -> Iterator[str]:
    for entry in scan(path, columns=columns):
        if isinstance(entry, BadRecord):
            raise TableError(f"{path.name}, {entry}.")
        if entry.dialogue.turns:
            yield entry.dialogue.turns[0].human


def mixed(
    attacks: Sequence[str], benign: Sequence[str], *, share: float, held_out: int, rng: Generator
) -> Mixed:
    """Return `attacks` with so many benign prompts that they are `share` of all, `held_out` of them apart.

    Where there are too few of either kind the share is what there is; a held-out part has the same.
    Raises PolicyError where nothing would be left to learn from.
    """
    asked = [
        *(Prompt(text.strip()) for text in attacks),
        *(Prompt(text.strip(), benign=True) for text in benign),
    ]
    kept = _unlike([prompt for prompt in asked if 0 < len(prompt.text) <= LONGEST])
    sides = [[p for p in kept if p.benign is which] for which in (False, True)]
    shuffled = [[side[at] for at in rng.permutation(len(side))] for side in sides]
    red, good = _shared(shuffled[0], shuffled[1], share)
    apart = round(held_out * len(good) / max(len(red) + len(good), 1))
    red_apart, good_apart = red[: held_out - apart], good[:apart]
    teach = [*red[len(red_apart) :], *good[apart:]]
    if not teach:
        raise PolicyError(
            f"There are {len(kept)} different prompts, and {held_out} are to be held out: "
            "bring more prompts, or hold out fewer with --held-out."
        )
    order = rng.permutation(len(teach))
    return Mixed(tuple(teach[at] for at in order), (*red_apart, *good_apart), len(asked) - len(kept))


def _unlike(prompts: Sequence[Prompt]) -> list[Prompt]:
    """Return the first of the prompts that are nearly the same."""
    clusters = by_message([Pair((Message(Role.HUMAN, prompt.text),), "", "") for prompt in prompts])
    return [prompts[at] for at in np.sort(np.unique(clusters, return_index=True)[1])]


def _shared(red: list[Prompt], good: list[Prompt], share: float) -> tuple[list[Prompt], list[Prompt]]:
    """Return as many of both as make benign ones `share` of all."""
    if share >= 1:
        return [], good
    wanted = round(len(red) * share / (1 - share)) if red else 0
    return red, good[:wanted]
