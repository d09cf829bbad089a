"""One transaction, on disk when it ends.

Outside the group writer that is `atomic(durable=True)`, which refuses to nest. Inside it the
writer owns the commit: jobs share one transaction, and none is answered before it is on disk.
On SQLite each job has a savepoint so that it fails alone; on PostgreSQL, where a savepoint costs
two round trips, the writer runs the jobs of a failed group again one by one.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_group = threading.local()


@contextmanager
def grouped() -> Iterator[None]:
    """Say that this thread's transaction is one of the writer's groups."""
    _group.open = True
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        _group.open = False


@contextmanager
def durable() -> Iterator[None]:
    """Run the block in a transaction that is on disk before anyone is told of it."""
    if getattr(_group, "open", False):
        with transaction.atomic(savepoint=connection.vendor == "sqlite"):
            yield
    else:
        with transaction.atomic(durable=True):
            yield
