"""The threads that render pages, for tests whose requests reach them."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connections

from gadfly.shared import pool

PATIENCE = 10.0


@pytest.fixture
def pages() -> Iterator[None]:
    """Let the threads close their connections when the test is over."""
    yield
    all_here = threading.Barrier(pool.THREADS)

    def let_go() -> None:
        all_here.wait(PATIENCE)  # so that each thread does it once
        connections.close_all()

    for done in [pool._executor.submit(let_go) for _ in range(pool.THREADS)]:
        done.result(PATIENCE)
