"""How long tests wait for what must come: generously, as machines are busy, and never for ever."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from inspect import isawaitable

PATIENCE = 100.0
"""Seconds in which a program has started, said a word or ended, and anything else has happened."""


async def until(holds: Callable[[], bool | Awaitable[bool]]) -> None:
    """Return as soon as `holds` says so; fail if it never does."""
    deadline = time.monotonic() + PATIENCE
    while not (await said if isawaitable(said := holds()) else said):
        assert time.monotonic() < deadline, f"What was waited for did not come in {PATIENCE:g} seconds."
        await asyncio.sleep(0.01)
