"""Whether a server means that the dialogue is too long, and how long it may be.

There is no common word for it: each server says it in a sentence of its own.
"""

import re

from gadfly.science.targets.errors import TooLongError

_MEANT = re.compile(
    r"exceed_context_size|context_length_exceeded"  # llama.cpp; hosted endpoints
    r"|context (?:size|length|window)"  # vLLM, SGLang, llama.cpp's older versions
    r"|(?:prompt|input)[^.]{0,40} too long|`inputs` tokens|input token count",  # yet others
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"['\"]n_ctx['\"]: ?(\d+)"
    r"|context (?:size|length|window)(?: of| is|:)?(?: only)? \(?(\d+)"
    r"|must be <= (\d+)|> (\d+) maximum|(\d+) maximum context|tokens allowed \((\d+)",
    re.IGNORECASE,
)
_DIGITS = 9
"""Digits of a context we believe: a longer number is none."""


def too_long(said: str, detail: str | None = None) -> TooLongError | None:
    """Return the error if `said`, a server's words of refusal, means that the dialogue is too long."""
    if not _MEANT.search(said):
        return None
    found = _CONTEXT.search(said)
    number = next(filter(None, found.groups())) if found else ""
    return TooLongError(
        "The conversation is too long for this model; end it here, or begin a new one.",
        detail=said[:200] if detail is None else detail,
        context=int(number) if 0 < len(number) <= _DIGITS else None,
    )
