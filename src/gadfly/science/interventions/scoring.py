"""Scores of replies that are held back, and the time they took."""

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

from gadfly.science.dialogue import Message
from gadfly.science.interventions.held import Held
from gadfly.science.preference import PreferenceModel, known
from gadfly.science.targets import Account

Scores = Sequence[float | None]
"""One for each candidate, in the order in which they were asked for; None for those cut or unscored."""


class Scored(NamedTuple):
    """Scores, and what they took."""

    scores: Scores
    account: Account


async def scored(
    held: Held, messages: Sequence[Message], scorer: PreferenceModel, clock: Callable[[], float]
) -> Scored:
    """Return what `scorer` makes of the replies to `messages` that came whole.

    In a thread: a scorer may take its time, or load its weights first, and others must not wait.
    """
    began = clock()
    texts = [held.texts[index] for index in held.whole]
    values = await asyncio.to_thread(scorer.score_replies, messages, texts)
    scores = dict(zip(held.whole, map(known, values), strict=True))
    return Scored([scores.get(index) for index in range(held.n)], Account(ranking=clock() - began))
