"""Writes, grouped: one thread, one connection, one commit for all that wait (R1, R2).

A job is an ordinary function of our `access` and `actions`. The writer takes every job that
waits, runs them in one transaction, and answers them only after the commit. When the database
itself fails, the same jobs run again: safe, because each carries the client's key and finds what
it already did (R3).
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from gadfly.shared.durable import grouped

logger = logging.getLogger(__name__)

T = TypeVar("T")
Job = Callable[[], Any]

LARGEST_GROUP = 64
PATIENCE = 8.0
"""Seconds to go on trying while the database is away."""
PAUSE = 0.2


def _unheeded(_result: object) -> None:
    """Do nothing with a result that nobody but the caller needs."""


class Writes(Protocol):
    """Where jobs that write are run."""

    async def __call__(self, job: Callable[[], T], *, landed: Callable[[T], None] = _unheeded) -> T:
        """Run the job; return its result once it is on disk, or raise what it raised.

        `landed` is told the result in the loop, even when the one who waits has left.
        """

    def put(self, job: Job) -> None:
        """Run the job later; nobody waits for it."""

    def wait(self, job: Callable[[], T]) -> T:
        """Run the job for synchronous code, which waits until it is on disk."""


class DirectWriter:
    """Each job by itself, in the thread of the caller's synchronous code: commands and tests."""

    async def __call__(self, job: Callable[[], T], *, landed: Callable[[T], None] = _unheeded) -> T:
        """Run the job now."""
        result = await sync_to_async(job, thread_sensitive=True)()
        landed(result)
        return result

    def put(self, job: Job) -> None:
        """Run the job as a task of the running loop."""
        self._last = asyncio.ensure_future(sync_to_async(job, thread_sensitive=True)())

    def wait(self, job: Callable[[], T]) -> T:
        """Run the job now."""
        return job()


@dataclass(slots=True)
class _Waiting:
    job: Job
    future: "asyncio.Future[Any] | None" = None
    landed: Callable[[Any], None] = _unheeded
    result: Any = None
    error: Exception | None = None


class GroupWriter:
    """The writer thread of one process. `close` finishes what waits, then ends it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    async def __call__(self, job: Callable[[], T], *, landed: Callable[[T], None] = _unheeded) -> T:
        """Queue the job and wait for its commit."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._waiting.put(_Waiting(job, future, landed))
        return await future

    def put(self, job: Job) -> None:
        """Queue the job."""
        self._waiting.put(_Waiting(job))

    def wait(self, job: Callable[[], T]) -> T:
        """Queue the job from another thread and wait for its commit."""
        return asyncio.run_coroutine_threadsafe(self(job), self._loop).result()

    def close(self) -> None:
        """Finish what waits and end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        closing = False
        while not closing:
            group, closing = self._take()
            if group:
                self._commit(group)
                self._loop.call_soon_threadsafe(_settle, group)
        connection.close()

    def _take(self) -> tuple[list[_Waiting], bool]:
        group: list[_Waiting] = []
        waiting = self._waiting.get()
        while waiting is not None:
            group.append(waiting)
            if len(group) == LARGEST_GROUP:
                return group, False
            try:
                waiting = self._waiting.get_nowait()
            except queue.Empty:
                return group, False
        return group, True

    def _commit(self, group: Sequence[_Waiting]) -> None:
        give_up = time.monotonic() + PATIENCE
        while True:
            close_old_connections()
            try:
                _run_group(group)
            except (OperationalError, InterfaceError) as error:
                if disk_is_full(error) or time.monotonic() > give_up:
                    _fail(group, error)
                    return
                connection.close()
                time.sleep(PAUSE)
            else:
                return


def disk_is_full(error: Exception) -> bool:
    """Tell whether the database had no room: trying again would only hide it (R6)."""
    text = str(error)
    return "disk is full" in text or "No space left" in text


def _run_group(group: Sequence[_Waiting]) -> None:
    if connection.vendor == "sqlite":
        with grouped():
            for waiting in group:
                _run_one(waiting)
        return
    try:
        with grouped():
            for waiting in group:
                waiting.result, waiting.error = waiting.job(), None
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001 -- whichever job it was, it must fail alone: one by one now
        for waiting in group:
            _run_one(waiting)


def _run_one(waiting: _Waiting) -> None:
    try:
        waiting.result, waiting.error = waiting.job(), None
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 -- a job's error is its caller's
        waiting.error = error


def _fail(group: Sequence[_Waiting], error: Exception) -> None:
    for waiting in group:
        waiting.error = error


def _settle(group: Sequence[_Waiting]) -> None:
    for waiting in group:
        if waiting.error is None:
            waiting.landed(waiting.result)
        if waiting.future is None or waiting.future.done():
            if waiting.error is not None:
                logger.error("A write that nobody waits for failed.", exc_info=waiting.error)
            continue
        if waiting.error is None:
            waiting.future.set_result(waiting.result)
        else:
            waiting.future.set_exception(waiting.error)
