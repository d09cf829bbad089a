"""Names that tell nothing: random, 128 bits, safe in an address (R20)."""

import secrets

LENGTH = 22
"""Characters of a key: 16 random bytes in the URL-safe alphabet."""


def new_key() -> str:
    """Return a new random key."""
    return secrets.token_urlsafe(16)
