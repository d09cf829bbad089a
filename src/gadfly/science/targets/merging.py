"""Several streams read at once as if they were one."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from gadfly.science.targets import Batch, Said, TargetError


async def merged(
    streams: Sequence[AsyncGenerator[Batch]], *, at_once: int | None = None
) -> AsyncGenerator[Batch]:
    """Yield what comes from any of `streams`, all that waits in one batch.

    `at_once` bounds how many are read together; the others begin as these end. One that fails does
    not cut the others: the first TargetError is raised once all have ended.
    """
    waiting: asyncio.Queue[Batch | TargetError | None] = asyncio.Queue()
    free = asyncio.Semaphore(at_once or len(streams))
    tasks = [asyncio.create_task(_pump(stream, waiting, free)) for stream in streams]
    failure: TargetError | None = None
    left = len(tasks)
    try:
        while left:
            batch: list[Said] = []
            arrived = [await waiting.get()]
            while not waiting.empty():
                arrived.append(waiting.get_nowait())
            for item in arrived:
                if item is None or isinstance(item, TargetError):
                    left -= 1
                    failure = failure or item
                else:
                    batch += item
            if batch:
                yield batch
        await asyncio.gather(*tasks)  # raises what a stream raised that was no TargetError
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if failure is not None:
        raise failure


async def _pump(
    stream: AsyncGenerator[Batch],
    waiting: "asyncio.Queue[Batch | TargetError | None]",
    free: asyncio.Semaphore,
) -> None:
    end: TargetError | None = None
    try:
        async with free, aclosing(stream) as batches:
            async for batch in batches:
                waiting.put_nowait(batch)
    except TargetError as error:
        end = error
    finally:
        waiting.put_nowait(end)
