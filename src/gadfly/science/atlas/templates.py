"""Templates: openings with the same words around changing slots, found by runs of five words.

A run of five words that many openings share is fixed; every word inside one is fixed, the rest are
slots ("…"). Openings with the same longest fixed stretch are one template. It also finds the
ordinary ways to ask ("can you tell me how to …"): it says how many used them, a person says what it is.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gadfly.science.atlas.words import Words, each_once

RUN = 5
SLOT = "…"


@dataclass(frozen=True, slots=True)
class Template:
    """A form that openings share: its usual skeleton, and the rows that use it, in order."""

    skeleton: str
    rows: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many openings use it."""
        return len(self.rows)


def least_shared(count: int) -> int:
    """Return how many openings make a run fixed: one in 1,000, between 8 and 40."""
    return max(8, min(40, count // 1_000))


def templates_of(words: Words, *, least: int | None = None) -> tuple[Template, ...]:
    """Return the templates of `least` or more openings, the most used first. Words: `digits=False`."""
    least = least or least_shared(words.count)
    fixed = _fixed(words, least)
    grouped: dict[tuple[int, ...], list[int]] = {}
    for row in np.unique(words.texts[fixed]):
        grouped.setdefault(_longest(words, fixed, row), []).append(int(row))
    found = [
        Template(_skeleton(words, fixed, rows), tuple(rows))
        for rows in grouped.values()
        if len(rows) >= least
    ]
    return tuple(sorted(found, key=lambda template: (-template.size, template.rows)))


def _fixed(words: Words, least: int) -> NDArray[np.bool_]:
    """Return which words stand in a run that `least` or more texts hold."""
    runs = words.runs(RUN)
    counts = np.bincount(each_once(runs.texts, runs.codes)[1], minlength=1)
    fixed = np.zeros(len(words.ids), np.bool_)
    shared = runs.at[counts[runs.codes] >= least]
    for step in range(RUN):
        fixed[shared + step] = True
    return fixed


def _longest(words: Words, fixed: NDArray[np.bool_], row: int) -> tuple[int, ...]:
    """Return the longest stretch of fixed words in a text, the first of several."""
    begin, end = words.starts[row], words.starts[row + 1]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], fixed[begin:end].view(np.int8), [0]])))
    lengths = edges[1::2] - edges[::2]
    best = int(lengths.argmax())
    return tuple(words.ids[begin + edges[2 * best] : begin + edges[2 * best + 1]].tolist())


def _skeleton(words: Words, fixed: NDArray[np.bool_], rows: list[int]) -> str:
    """Return the skeleton most of the texts have; of equally many, the first."""
    return Counter(_one_skeleton(words, fixed, row) for row in rows).most_common(1)[0][0]


def _one_skeleton(words: Words, fixed: NDArray[np.bool_], row: int) -> str:
    """Return a text's fixed words, with one slot for each stretch between them."""
    parts: list[str] = []
    for at in range(words.starts[row], words.starts[row + 1]):
        if fixed[at]:
            parts.append(words.names[words.ids[at]])
        elif parts[-1:] != [SLOT]:
            parts.append(SLOT)
    return " ".join(parts)
