"""How much of a dialogue the arms of a campaign see: all of them as much as the least roomy one.

Arms whose preambles or contexts differ would else forget at different turns, and the page that
says so would tell them apart.
"""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from gadfly.campaigns.queries import targets_on
from gadfly.campaigns.scorers import scorer_called
from gadfly.science.interventions.recipe import interventions_of
from gadfly.science.spending import work_of
from gadfly.science.targets import Target
from gadfly.science.targets.window import Windowed, room_in
from gadfly.shared.writer import Writes

if TYPE_CHECKING:
    from gadfly.attacks.actions import OpenedTurn
    from gadfly.campaigns import models

READ_AGAIN = 2
"""Replies that the model is given to read again by what has it criticise itself: a draft and a critique."""


class Rooms:
    """The rooms of one process, by version of terms: what a study began with holds until it ends."""

    def __init__(self, writes: Writes) -> None:
        self._writes = writes
        self._known: dict[int, int | None] = {}

    async def within(self, opened: "OpenedTurn", target: Target) -> Target:
        """Return the target as it sees what fits into the room of the turn's terms."""
        terms = opened.terms.pk
        if terms not in self._known:
            self._known[terms] = common_room(await self._writes(partial(targets_on, terms)))
        room = self._known[terms]
        return target if room is None else Windowed(beneath=target, room=room)


def common_room(targets: Iterable["models.Target"]) -> int | None:
    """Return the tokens a dialogue may take up on any of the targets; None where no context is known."""
    return min((_room(row, row.endpoint.context) for row in targets if row.endpoint.context), default=None)


def _room(row: "models.Target", context: int) -> int:
    work = work_of(interventions_of(row.recipe, scorer_called), 1, in_one=True)
    replies = 1 if work.readings == 1 else 1 + READ_AGAIN
    return max(0, room_in(context, reply=replies * row.max_tokens) - work.preamble)
