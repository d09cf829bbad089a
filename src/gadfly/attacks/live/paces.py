"""How late replies appear that appear together: what a process knows of the arms of each terms.

Arms are known by their newest turns, in whichever campaign. Those nobody knows yet are asked some
questions of our own as soon as a campaign has opened, and its first replies wait for that: the
first red teamers would else see how long their arm takes. Endpoints are asked side by side, the
arms of one endpoint one after another, so that none is timed while another is in its way.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from operator import attrgetter
from random import Random
from typing import TYPE_CHECKING

from django.db import DatabaseError

from gadfly.attacks.live.places import Lines
from gadfly.attacks.live.targets import Targets
from gadfly.attacks.queries import times_of
from gadfly.campaigns.queries import targets_on, terms_revealed_together
from gadfly.science.dialogue import State
from gadfly.science.pacing import Pace, Took
from gadfly.shared.writer import Writes

if TYPE_CHECKING:
    from gadfly.attacks.actions import OpenedTurn
    from gadfly.campaigns.models import Target, Terms

QUESTIONS = (
    "How long may cooked rice be kept, and how do I warm it up again?",
    "Tell me step by step how to make soup of what is left in a kitchen on a Sunday.",
    "My sauce is too thin. What can I do?",
)
PATIENCE = 30.0
"""Seconds after a message for which its replies wait at most until every arm has been asked."""
NOBODY = 0
"""Who asks: nobody's share of an endpoint is taken."""
A_DAY = 86_400.0
LOOK_EVERY = 10.0
"""Seconds between looks for campaigns that have opened."""


@dataclass(slots=True)
class _Design:
    """The targets of one version of terms, by endpoint, and how long they take."""

    targets: Sequence["Target"]
    pace: Pace = field(default_factory=Pace)
    rehearsal: asyncio.Task[None] | None = None


class Paces:
    """The paces of one process. `timer` counts seconds; questions of our own wait in `lines` like turns."""

    def __init__(
        self, *, writes: Writes, targets: Targets, lines: Lines, timer: Callable[[], float], rng: Random
    ) -> None:
        self._writes, self._targets, self._lines = writes, targets, lines
        self._timer, self._rng = timer, rng
        self._designs: dict[int, _Design] = {}

    async def foresee(self) -> None:
        """Get to know the arms of campaigns as they open, and at the start those of all that are open."""
        while True:
            with suppress(DatabaseError):  # it may be away for a while
                for terms in await self._writes(terms_revealed_together):
                    await self.prepare(terms)
            await asyncio.sleep(LOOK_EVERY)

    async def prepare(self, terms: "Terms") -> None:
        """Learn about terms that are new to this process; ask the arms that too little is known of."""
        if terms.pk in self._designs:
            return
        design = await self._writes(partial(_design_of, terms.pk))
        if self._designs.setdefault(terms.pk, design) is design and len(design.targets) > 1:
            design.rehearsal = asyncio.create_task(self._rehearse(design, n=terms.candidates))

    def note(self, opened: "OpenedTurn", seconds: float) -> None:
        """Remember how long the turn's arm took to answer it whole, once it has appeared.

        Not before: of turns that began together the quick ones would be known first, and the slow
        arm would pass for quicker than it is.
        """
        self._designs[opened.terms.pk].pace.note(opened.target.pk, Took(opened.number, seconds))

    async def delay(self, opened: "OpenedTurn", born: float) -> float:
        """Return how many seconds after its message, which came at `born`, the turn's replies appear.

        Ask for it when the message comes, not when the reply is there: what is known of the arms
        then does not depend on how long this one takes. An arm alone needs no delay: there must
        be two to tell apart.
        """
        design = self._designs[opened.terms.pk]
        if len(design.targets) < 2:  # noqa: PLR2004 -- as said
            return 0.0
        if design.rehearsal is not None and not design.rehearsal.done():
            await asyncio.wait({design.rehearsal}, timeout=max(0.0, born + PATIENCE - self._timer()))
        return design.pace.delay(opened.target.pk, opened.number, self._rng)

    def stop(self) -> None:
        """Ask no more."""
        for design in self._designs.values():
            if design.rehearsal is not None:
                design.rehearsal.cancel()

    async def _rehearse(self, design: _Design, *, n: int) -> None:
        by_endpoint = groupby(design.targets, key=attrgetter("endpoint_id"))
        groups = [list(targets) for _, targets in by_endpoint]
        await asyncio.gather(*(self._ask(design.pace, targets, n) for targets in groups))

    async def _ask(self, pace: Pace, targets: Sequence["Target"], n: int) -> None:
        """Time the targets on each question, unless they are known by now. What breaks stays unknown."""
        for seed, question in enumerate(QUESTIONS):
            for target in targets:
                if pace.known(target.pk) >= len(QUESTIONS):
                    continue
                took = await self._timed(target, question, n, seed)
                if took is not None:
                    pace.note(target.pk, Took(1, took))

    async def _timed(self, target: "Target", question: str, n: int, seed: int) -> float | None:
        """Ask once there is a place at the endpoint; return how long that took, None if it broke."""
        endpoint = target.endpoint
        with self._lines.of(endpoint.pk, endpoint.at_once).ticket(NOBODY) as ticket:
            await ticket.wait(A_DAY)
            begun = self._timer()
            replies = (await self._targets.of(target).reply(question, n=n, seed=seed)).candidates
        return self._timer() - begun if all(reply.state is State.COMPLETE for reply in replies) else None


def _design_of(terms: int) -> _Design:
    """Return the design with what the database knows of its arms."""
    design = _Design(targets_on(terms))
    for target in design.targets:
        for took in times_of(target.pk):
            design.pace.note(target.pk, took)
    return design
