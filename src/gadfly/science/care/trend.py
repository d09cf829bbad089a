"""How the people of a campaign feel, told so that it tells of nobody.

Answers are told in blocks, in the order in which they were given. A block closes once five people are in
it and is never opened again; answers after the last closed block are not told at all. So whatever two
totals somebody saw, at whatever times, their difference holds blocks of five people or nothing. Within
a block each person counts once, and a question that fewer than five answered is not told.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

FEWEST = 5
"""People behind every number."""


class Said(NamedTuple):
    """One check-in: by whom, when, and the grades 0–4 by feeling; what was not answered is absent."""

    person: int
    at: datetime
    grades: Mapping[str, int]


class Mean(NamedTuple):
    """A mean over people, and how many they are."""

    value: float
    people: int


class Block(NamedTuple):
    """People's answers of a time: how many they are; a mean by feeling, None where too few answered."""

    began: datetime
    ended: datetime
    people: int
    means: Mapping[str, Mean | None]


def blocks_of(said: Sequence[Said], feelings: Sequence[str], fewest: int = FEWEST) -> list[Block]:
    """Return the closed blocks of check-ins, which stand in the order in which they were given."""
    closed, gathered = [], []
    for one in said:
        gathered.append(one)
        if len({each.person for each in gathered}) >= fewest:
            closed.append(_block(gathered, feelings, fewest))
            gathered = []
    return closed


def _block(said: Sequence[Said], feelings: Sequence[str], fewest: int) -> Block:
    people = {one.person for one in said}
    means = {feeling: _mean(said, feeling, fewest) for feeling in feelings}
    return Block(said[0].at, said[-1].at, len(people), means)


def _mean(said: Sequence[Said], feeling: str, fewest: int) -> Mean | None:
    grades = defaultdict(list)
    for one in said:
        if feeling in one.grades:
            grades[one.person].append(one.grades[feeling])
    if len(grades) < fewest:
        return None
    return Mean(sum(sum(own) / len(own) for own in grades.values()) / len(grades), len(grades))
