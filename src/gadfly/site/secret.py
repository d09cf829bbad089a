"""The key that signs cookies: from the environment, or a file that only its owner can read."""

import os
import secrets
from pathlib import Path

SHORTEST = 50


def secret_key(given: str, directory: Path) -> str:
    """Return the given key, else the one in `directory`, made on first use.

    Without a directory (a command that touches no state) the key lives for this process only.
    """
    if given:
        return given
    path = directory / "secret.key"
    if path.exists():
        return path.read_text().strip()
    key = secrets.token_urlsafe(64)
    if not directory.exists():
        return key
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key
