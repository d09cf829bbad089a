"""Two threads that render pages, each with its own database connection.

More threads were measured and are worse: they fight for the interpreter and wait on each other.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 2
_executor = ThreadPoolExecutor(THREADS, thread_name_prefix="pages")


async def in_pool(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `call` in one of the threads and return what it returns."""
    job = partial(copy_context().run, _fresh, partial(call, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(_executor, job)


def _fresh(call: Callable[[], T]) -> T:
    close_old_connections()  # no request signal ever reaches these threads
    return call()
