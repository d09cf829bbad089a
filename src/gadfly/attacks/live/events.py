"""The event stream of a turn, as bytes."""

import json
from collections.abc import Mapping
from typing import Any

BEAT = b": beat\n\n"
"""Keeps the connection open while replies are held back; sent by the clock, so it tells nothing."""


def _event(name: str, data: Mapping[Any, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def saved(number: int) -> bytes:
    """Say that the message is on disk."""
    return _event("saved", {"turn": number})


def tokens(words: Mapping[int, str]) -> bytes:
    """Send more words, by side."""
    return _event("tokens", words)


def done(errors: Mapping[int, str]) -> bytes:
    """Say that the replies are on disk, and which are broken, by side."""
    return _event("done", {"state": "broken" if errors else "complete", "errors": errors})
