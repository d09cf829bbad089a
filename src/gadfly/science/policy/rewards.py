"""Replies to rewards: what a preference model says of them, and what is done where it says nothing."""

from collections.abc import Sequence

from gadfly.science.dialogue import Message, Role
from gadfly.science.preference import PreferenceModel, Reply, known

Score = float | None


def scores(model: PreferenceModel, asked: Sequence[str], replies: Sequence[str]) -> tuple[Score, ...]:
    """Return the score of each reply to what was asked; None where the model gives none."""
    given = [Reply((Message(Role.HUMAN, text),), reply) for text, reply in zip(asked, replies, strict=True)]
    return tuple(map(known, model.values(given)))


def rewards(found: Sequence[Score], group: int) -> list[float]:
    """Return a reward for each reply, `group` of them to each prompt, one after the other.

    A reply without a score gets the mean of the others to its prompt, so that its advantage is
    nil and it teaches nothing (Ahmadian et al. 2024: the baseline is the mean of the others). Where a
    prompt has no score at all, its replies get 0, all of them: no advantage either.
    """
    made: list[float] = []
    for start in range(0, len(found), group):
        some = found[start : start + group]
        there = [score for score in some if score is not None]
        middle = sum(there) / len(there) if there else 0.0
        made += [middle if score is None else score for score in some]
    return made
