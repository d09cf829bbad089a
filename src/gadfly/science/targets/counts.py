"""How many tokens a server says it read and wrote."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self


class Counts(NamedTuple):
    """Tokens of a prompt, the part of them that was still known from before, and of what was written.

    None where the server does not say.
    """

    prompt: int | None
    cached: int | None
    completion: int | None

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Self | None:
        """Return what `event` counts, None if nothing.

        llama.cpp's `timings` tell the same in their own words, where older versions have no usage.
        """
        if not event.get("usage") and not event.get("timings"):
            return None
        usage, timings = _object(event, "usage"), _object(event, "timings")
        known, new = _number(timings, "cache_n"), _number(timings, "prompt_n")
        prompt = _number(usage, "prompt_tokens")
        cached = _number(_object(usage, "prompt_tokens_details"), "cached_tokens")
        completion = _number(usage, "completion_tokens")
        counts = cls(
            prompt=prompt if prompt is not None or new is None else new + (known or 0),
            cached=known if cached is None else cached,
            completion=_number(timings, "predicted_n") if completion is None else completion,
        )
        return None if counts == (None, None, None) else counts


def _object(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = found.get(name)
    return value if isinstance(value, dict) else {}


def _number(found: Mapping[str, Any], name: str) -> int | None:
    """Return a count from what should be an object of counts, None where it is none."""
    value = found.get(name)
    return value if type(value) is int and value >= 0 else None
