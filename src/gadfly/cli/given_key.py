"""How a command is given an endpoint's key: typed or piped, never as an option others can see."""

import os
import sys

from gadfly.science.targets.key import Key


def typed_in() -> Key:
    """Return the key that is typed unseen, or the first line that is piped in. Raises ValueError."""
    from getpass import getpass

    secret = getpass("Key: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not secret.strip():
        raise ValueError("No key was entered. Type it, or pipe it in: one line.")
    return Key(secret)


def from_variable(name: str | None) -> Key | None:
    """Return the key that the variable holds; None without a name. Raises ValueError."""
    if not name:
        return None
    secret = os.environ.get(name, "")
    if not secret:
        raise ValueError(f"The environment variable {name} is empty; put the endpoint's key into it.")
    return Key(secret)
