"""One web process at a time on one data directory.

A process that starts calls every reply that is still open interrupted, since whoever wrote it must
have died. Beside a process that lives, that would take its replies away. On PostgreSQL processes
tell by the clock who is alive, and may be many.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(directory: Path) -> Iterator[bool]:
    """Hold the directory for the length of the block; enter with False when another process has it.

    The hold ends with the process, however it ends.
    """
    run = directory / "run"
    run.mkdir(exist_ok=True, mode=0o700)
    handle = os.open(run / "serving.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(handle)
