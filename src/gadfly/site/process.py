"""One web process: static files, the handler, and what lives as long as the process."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError
from servestatic.asgi import ServeStaticASGI

from gadfly.attacks.actions import interrupt_stale
from gadfly.attacks.live import Live, install
from gadfly.attacks.live.process import STALE
from gadfly.attacks.live.targets import Targets
from gadfly.shared.clock import now
from gadfly.shared.outbound import Outbound
from gadfly.shared.outbound.allowed import allowed_origins
from gadfly.shared.writer import GroupWriter
from gadfly.site.handler import Handler, Receive, Scope, Send
from gadfly.wellbeing import board
from gadfly.wellbeing.queries import lines

SWITCH = 0.0005
"""Seconds a busy thread keeps the interpreter: the loop must not wait 5 ms for the writer's steps."""
LOOK_EVERY = 10.0
"""Seconds after which help lines that another process changed are shown here."""


@asynccontextmanager
async def _running() -> AsyncIterator[None]:
    writer = GroupWriter(asyncio.get_running_loop())
    targets = Targets(Outbound(allowed_origins()))
    process = Live(writes=writer, targets=targets, limit=settings.STREAMS)
    install(process)
    # One process owns an SQLite file: what is open at its start was cut when the last one died.
    spared = STALE if connection.vendor == "postgresql" else STALE * 0
    await writer(lambda: interrupt_stale(before=now() - spared))
    board.show(await writer(lines))
    lasting = (_pin_up(writer), process.tend(), process.sweep(), process.paces.foresee())
    tending = [asyncio.create_task(each) for each in lasting]
    sys.setswitchinterval(SWITCH)
    gc.freeze()
    gc.set_threshold(5000, 20, 50)
    try:
        yield
    finally:
        for task in tending:
            task.cancel()
        process.stop()
        await targets.close()
        await asyncio.to_thread(writer.close)
        install(None)


async def _pin_up(writer: GroupWriter) -> None:
    """Keep the help lines of this process's pages as they are on disk."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        with suppress(DatabaseError):  # what was shown stays; pages say themselves that the database is away
            board.show(await writer(lines))


async def _lifespan(receive: Receive, send: Send) -> None:
    await receive()
    async with _running():
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})


_pages = ServeStaticASGI(Handler(), root=Path(__file__).parent / "static", prefix=settings.STATIC_URL)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one connection, or the process's life."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    else:
        await _pages(scope, receive, send)
