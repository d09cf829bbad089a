"""Which arm an attack is drawn on: permuted blocks, one sequence for each person.

A block holds each arm in proportion to its weight and is shuffled; a person's attacks go through
one block after the other, so that no arm runs ahead by more than one block. The whole plan follows
from the seed: whoever holds it and the record can draw every attack again. Chance comes from
SHA-256 rather than from a generator, whose shuffles may change with the language's version.
"""

from collections.abc import Hashable, Sequence
from hashlib import sha256
from math import gcd
from typing import Generic, NamedTuple, TypeVar

Arm = TypeVar("Arm", bound=Hashable)

LONGEST_BLOCK = 48
"""Attacks in a block at most: more than a person usually makes would balance nothing."""


class Assignment(NamedTuple, Generic[Arm]):
    """The arm drawn, and the chance it had before anything was drawn: its share of the weights."""

    arm: Arm
    probability: float


def assign(
    arms: Sequence[tuple[Arm, int]], *, seed: int, person: int | str, position: int
) -> Assignment[Arm]:
    """Draw the arm of a person's attack number `position`, counted from 0.

    `arms` are (id, weight); their order does not matter, ids must sort. Weight 0 is never drawn.
    Raises ValueError for weights below 0, ids that repeat, nothing to draw, or a position below 0.
    """
    weighed = _weighed(arms)
    if position < 0:
        raise ValueError("Positions count from 0.")
    total = sum(weight for _, weight in weighed)
    length = block_length([weight for _, weight in weighed])
    number, place = divmod(position, length)
    source = f"{seed}:{person}:{number}"
    block = _slots(weighed, length, _draw(f"{source}:offset") % total)
    shuffled = sorted(range(length), key=lambda slot: _draw(f"{source}:{slot}"))
    arm, weight = weighed[block[shuffled[place]]]
    return Assignment(arm, weight / total)


def block_length(weights: Sequence[int]) -> int:
    """Return how many attacks a block holds: the weights in lowest terms, capped."""
    return min(sum(weights) // gcd(*weights), LONGEST_BLOCK)


def _weighed(arms: Sequence[tuple[Arm, int]]) -> list[tuple[Arm, int]]:
    names = [arm for arm, _ in arms]
    if any(weight < 0 for _, weight in arms) or len(set(names)) < len(names):
        raise ValueError("Each arm stands once, with a weight of 0 or more.")
    drawable = sorted(((arm, weight) for arm, weight in arms if weight), key=lambda row: row[0])  # type: ignore[arg-type, return-value]  # ids sort, see above
    if not drawable:
        raise ValueError("There is no arm to draw: give one a weight above 0.")
    return drawable


def _slots(weighed: Sequence[tuple[Arm, int]], length: int, offset: int) -> list[int]:
    """Fill a block by systematic sampling (Madow 1949), in whole numbers.

    Over a line as long as `length` × all weights, each arm holds `length` × its own; one point
    is taken every `total` steps, from a random offset. An uncapped block gets each arm exactly
    in proportion. A capped one is within one of it, and right in expectation.
    """
    total = sum(weight for _, weight in weighed)
    slots: list[int] = []
    upper = 0
    for index, (_, weight) in enumerate(weighed):
        upper += weight * length
        while len(slots) < length and offset + len(slots) * total < upper:
            slots.append(index)
    return slots


def _draw(source: str) -> int:
    return int.from_bytes(sha256(source.encode()).digest())
