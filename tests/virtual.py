"""Time that passes only where somebody waits: hours of turns in seconds, the same on every machine."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Skipping(selectors.DefaultSelector):
    """Waits for nothing: what the loop would have slept is added to its clock."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise AssertionError("all wait for each other: nothing would ever happen")
        self.now += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in virtual time. Nothing in it may wait for a thread or a socket."""

    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._skipping.now


def outside(job: Callable[[], T]) -> T:
    """Run `job` as if no loop ran: there the database is the test's own, and may be waited for."""
    loop = asyncio.get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return job()
    finally:
        asyncio._set_running_loop(loop)


class Inline:
    """Runs each job where it is asked for, in no time."""

    async def __call__(self, job: Callable[[], T], *, landed: Callable[[T], None] = lambda _: None) -> T:
        result = outside(job)
        landed(result)
        return result

    def put(self, job: Callable[[], Any]) -> None:
        outside(job)

    def wait(self, job: Callable[[], T]) -> T:
        return job()


def seconds() -> float:
    """The running loop's time."""
    return asyncio.get_running_loop().time()


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
