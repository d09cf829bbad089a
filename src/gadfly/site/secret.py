"""The key that signs cookies: from the environment, or a file that only its owner can read."""

import os
import secrets
import time
from pathlib import Path

from gadfly.site.environment import SettingError

FILE = "secret.key"
SHORTEST = 50
PATIENCE = 2.0
"""Seconds to wait for a process that has made the file and not yet written into it."""


def secret_key(given: str, directory: Path) -> str:
    """Return the given key, else the one in `directory`, made on first use.

    Without a directory (a command that touches no state) the key lives for this process only.
    """
    if given:
        return given
    path = directory / FILE
    if path.exists():
        return _read(path)
    key = secrets.token_urlsafe(64)
    if not directory.exists():
        return key
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return _read(path)
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key


def _read(path: Path) -> str:
    until = time.monotonic() + PATIENCE
    while not (key := path.read_text().strip()):
        if time.monotonic() > until:
            raise SettingError(f"{path} is empty. Delete it: a new key is made, and everyone signs in anew.")
        time.sleep(0.01)
    return key
