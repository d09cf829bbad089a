"""The master key: from the environment, or a file of the data directory that only its owner can read.

Both may hold several, the newest first; in the file that is so only while a rotation is under way
or was cut. They are read each time one is needed, so that a site that runs follows a rotation.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from gadfly.shared.refusal import Refusal
from gadfly.shared.sealed.seal import Seal

FILE = "master.key"
SHORTEST = 43
"""Characters of a master key at least: 256 random bits in the URL-safe alphabet."""
_LEAST_VARIETY = 10


def seal() -> Seal:
    """Return the seal of this installation. The first call makes its master key, if none is given."""
    directory = Path(settings.DATA_DIR)
    if not _given() and not _kept(directory):
        with _held(directory):
            if not _kept(directory):  # another process may have been first
                _keep(directory, [secrets.token_urlsafe(32)])
    return Seal([*_given(), *_kept(directory)])


@contextmanager
def rotation() -> Iterator[Seal]:
    """Enter with a new master key in force before those so far; leave with the new one alone.

    If the block fails, or the process dies within, all of them stay in force. So nothing that was
    sealed is lost, and the next rotation ends what this one began. Keys in the environment are the
    operator's to change: they stay as they are, the first one in force. Raises Refusal when there
    is only one of them and no file, as there is nothing to rotate to.
    """
    directory = Path(settings.DATA_DIR)
    with _held(directory):
        given, kept = _given(), _kept(directory)
        if len(given) == 1 and not kept:
            raise Refusal(
                "GADFLY_MASTER_KEY holds one key. Put a new one and a comma before it,"
                " start the site again, and then run this again."
            )
        fresh = given or (secrets.token_urlsafe(32),)
        if not given:
            _keep(directory, [*fresh, *kept])
        yield Seal([*fresh, *kept])
        if not given:
            _keep(directory, fresh)


def unusable() -> str:
    """Return why the master key cannot be relied on, in a sentence; empty when it can."""
    given, path = _given(), Path(settings.DATA_DIR) / FILE
    kept = _kept(path.parent)
    if path.exists() and not (given or kept):
        return f"{FILE} is empty. Put the right one back, or delete it and enter the endpoints' keys again."
    for keys, where in ((given, "GADFLY_MASTER_KEY"), (kept, FILE)):
        if any(len(key) < SHORTEST or len(set(key)) < _LEAST_VARIETY for key in keys):
            return f"{where} holds a key that can be guessed. Give {SHORTEST} random characters or more."
    return ""


def _given() -> tuple[str, ...]:
    return tuple(key.strip() for key in settings.MASTER_KEY.split(",") if key.strip())


def _kept(directory: Path) -> tuple[str, ...]:
    path = directory / FILE
    return tuple(path.read_text().split()) if path.exists() else ()


def _keep(directory: Path, keys: Sequence[str]) -> None:
    """Write the file in one step: a crash leaves the old one or the new one, whole and on disk."""
    fresh = directory / f"{FILE}.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("".join(f"{key}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(directory / FILE)
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _held(directory: Path) -> Iterator[None]:
    """Let one process at a time change the file."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
