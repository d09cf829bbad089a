"""The drafts of one process: begun, followed, kept each second, and closed whatever happens."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from datetime import datetime, timedelta
from functools import partial
from random import Random, SystemRandom

from gadfly.attacks import actions
from gadfly.attacks.actions import OpenedTurn
from gadfly.attacks.actions.replies import STOPPED
from gadfly.attacks.live import events
from gadfly.attacks.live.draft import Draft
from gadfly.attacks.live.paces import Paces
from gadfly.attacks.live.places import Lines
from gadfly.attacks.live.rooms import Rooms
from gadfly.attacks.live.targets import Targets
from gadfly.attacks.queries import replies_of
from gadfly.campaigns import live as endpoints
from gadfly.campaigns.live import Serving
from gadfly.science.targets import TargetError
from gadfly.shared.clock import now
from gadfly.shared.refusal import BUSY, Overloaded
from gadfly.shared.writer import DirectWriter, Writes

KEEP_EVERY = 1.0
BEAT_EVERY = 5.0
BEGIN_WITHIN = 3.0
"""Seconds after which a recorded turn whose stream never began is closed: its client has left."""
STALE = timedelta(seconds=30)
"""How long a process may be silent about a turn before another one calls its replies interrupted."""
LONGEST = 600.0
"""Seconds the sender of a repeated message waits for the first sending to finish."""

Stream = AsyncGenerator[bytes]


class Live:
    """Everything being written in this process. `limit` bounds how much at once, `timer` counts seconds."""

    def __init__(
        self,
        *,
        writes: Writes,
        targets: Targets,
        limit: int,
        clock: Callable[[], datetime] = now,
        timer: Callable[[], float] = time.monotonic,
        rng: Random | None = None,
    ) -> None:
        self.writes, self.targets, self.limit = writes, targets, limit
        self.drafts: dict[int, Draft] = {}
        self.rooms = Rooms(writes)
        self._lines, self._clock, self._timer = Lines(), clock, timer
        self.paces = Paces(
            writes=writes, targets=targets, lines=self._lines, timer=timer, rng=rng or SystemRandom()
        )

    async def open(self, job: Callable[[], OpenedTurn]) -> OpenedTurn:
        """Record a turn by `job`. Raises Overloaded when there is no room for another reply."""
        if sum(draft.ended is None for draft in self.drafts.values()) >= self.limit:
            raise Overloaded(BUSY)
        return await self.writes(job, landed=self._register)

    def _register(self, opened: OpenedTurn) -> None:
        """Remember a recorded turn, even if the one who sent it has left meanwhile."""
        if opened.fresh:
            self.drafts[opened.turn] = Draft(opened, born=self._timer())

    async def follow(self, opened: OpenedTurn) -> Stream:
        """Yield the turn's events: saved, tokens, done."""
        yield events.saved(opened.number)
        draft = self.drafts.get(opened.turn)
        if not opened.fresh or draft is None or draft.began:
            async for event in self._repeat(opened, draft):
                yield event
            return
        draft.began = True
        try:
            writing = self._streamed if opened.terms.streams else self._together
            async with aclosing(writing(draft)) as stream:
                async for event in stream:
                    yield event
            yield events.done(draft.errors())
        finally:
            self._drop(draft)

    async def _streamed(self, draft: Draft) -> Stream:
        async with aclosing(self._read(draft)) as pieces:
            async for words in pieces:
                yield events.tokens(words) if words else events.BEAT
        await self._close(draft)

    async def _together(self, draft: Draft) -> Stream:
        task = asyncio.create_task(self._write_all(draft))
        try:
            while not (await asyncio.wait({task}, timeout=BEAT_EVERY))[0]:
                yield events.BEAT
            task.result()
        finally:
            task.cancel()
        yield events.tokens(draft.shown())

    async def _write_all(self, draft: Draft) -> None:
        """Write the replies, then hold them back: until it is time nothing tells that they are there."""
        opened = draft.opened
        await self.paces.prepare(opened.terms)
        _, delay = await asyncio.gather(self._read_whole(draft), self.paces.delay(opened, draft.born))
        await asyncio.sleep(max(0.0, draft.born + delay - self._timer()))
        if draft.whole and draft.ended is not None:
            self.paces.note(opened, draft.ended - draft.born)
        await self._close(draft)

    async def _read_whole(self, draft: Draft) -> None:
        async for _ in self._read(draft):
            pass
        draft.ended = self._timer()

    async def _read(self, draft: Draft) -> AsyncGenerator[dict[int, str]]:
        """Yield words as they come; none, now and then, while others are at the endpoint."""
        opened, endpoint = draft.opened, draft.opened.target.endpoint
        with self._lines.of(endpoint.pk, endpoint.at_once).ticket(opened.asked.person) as ticket:
            while not await ticket.wait(BEAT_EVERY):
                yield {}
            async with aclosing(self._asked(draft)) as reads:
                async for words in reads:
                    yield words

    async def _asked(self, draft: Draft) -> AsyncGenerator[dict[int, str]]:
        opened = draft.opened
        target = await self.rooms.within(opened, self.targets.of(opened.target))
        draft.asking = True
        try:
            stream = target.stream(opened.messages, n=len(opened.sides), seed=opened.seed)
            async with aclosing(stream) as reads:
                async for read in reads:
                    words = draft.take(read, self._timer())
                    if words:
                        yield words
        except TargetError as error:
            draft.error = str(error)
        draft.asking = False

    async def _close(self, draft: Draft) -> None:
        await self.writes(self._closing(draft))
        self._forget(draft)

    def _closing(self, draft: Draft) -> Callable[[], None]:
        bill = draft.bill()
        turn, replies = draft.opened.turn, draft.replies(self._timer())
        crossed = "\n".join(draft.crossed.values())
        return partial(
            actions.close_turn, turn=turn, replies=replies, at=self._clock(), bill=bill, crossed=crossed
        )

    def _forget(self, draft: Draft) -> None:
        draft.closed.set()
        self.drafts.pop(draft.opened.turn, None)

    def _drop(self, draft: Draft, why: str = "") -> None:
        """Close a draft that nobody follows any more; queued, since nothing may wait here.

        What was to appear together is cut, whole or not: else whoever leaves early and looks again
        would learn how fast the arm is.
        """
        if not draft.closed.is_set():
            if not draft.opened.terms.streams:
                draft.withhold()
            draft.error = why or draft.error
            self.writes.put(self._closing(draft))
            self._forget(draft)

    async def _repeat(self, opened: OpenedTurn, draft: Draft | None) -> Stream:
        """Answer a message that had been sent before: with what the first sending brought."""
        if draft is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(draft.closed.wait(), LONGEST)
        told = partial(replies_of, opened.turn, opened.attempt, cut=opened.terms.streams)
        words, errors = await self.writes(told)
        yield events.tokens(words)
        yield events.done(errors)

    async def tend(self) -> None:
        """Each second: keep what has arrived, drop what never began, interrupt what nobody writes."""
        while True:
            await asyncio.sleep(KEEP_EVERY)
            limit = self._timer() - BEGIN_WITHIN
            for draft in [d for d in self.drafts.values() if not d.began and d.born < limit]:
                self._drop(draft)
            self._keep()

    def _keep(self) -> None:
        drafts = list(self.drafts.values())
        if not drafts:
            return
        texts = {row: text for draft in drafts if draft.dirty for row, text in draft.rows().items()}
        for draft in drafts:
            draft.dirty = False
        turns = [draft.opened.turn for draft in drafts]
        self.writes.put(partial(actions.keep_partial, texts=texts, turns=turns, at=self._clock()))

    async def sweep(self) -> None:
        """Every half minute, mark what a process that died left behind."""
        while True:
            await asyncio.sleep(STALE.total_seconds())
            self.writes.put(partial(actions.interrupt_stale, before=self._clock() - STALE))

    def stop(self) -> None:
        """Close all drafts as interrupted: the server stops."""
        self.paces.stop()
        for draft in list(self.drafts.values()):
            self._drop(draft, STOPPED)


_installed: Live | None = None


def install(process: Live | None) -> None:
    """Make `process` the one that views use; None takes it away."""
    global _installed  # noqa: PLW0603 -- one process, one of it; views have no other way to it
    _installed = process
    endpoints.install(Serving(process.writes, process.targets.breakers) if process else None)


def live() -> Live:
    """Return this process's drafts; without a server (tests, commands) one that writes directly."""
    process = _installed or Live(writes=DirectWriter(), targets=Targets(), limit=8)
    install(process)
    return process
