"""A folder to fetch into: for one program at a time, and with room enough."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gadfly.shared.download.errors import AGAIN, BusyError, FullError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let one program at a time work in `folder`, made if absent. Raises BusyError."""
    folder.mkdir(parents=True, exist_ok=True)
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            busy = f"Another program fetches into {folder} just now. Wait until it is done."
            raise BusyError(busy) from error
        yield
    finally:
        os.close(held)


@contextmanager
def room_in(folder: Path, size: int = 0) -> Iterator[None]:
    """Do what needs `size` more bytes in `folder`. Raises FullError, beforehand if it can be foreseen."""
    if size and (free := shutil.disk_usage(folder).free) < size:
        raise _full(folder, f"{megabytes(size)} are needed and {megabytes(free)} are free")
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _full(folder, "the disk, or your share of it, is full") from error
        raise


def megabytes(size: int) -> str:
    """Return a number of bytes as people read it, in units of 10^6 bytes."""
    return f"{size / 1e6:,.1f} MB"


def _full(folder: Path, how: str) -> FullError:
    return FullError(f"There is no room in {folder}: {how}. Make some. {AGAIN}")
