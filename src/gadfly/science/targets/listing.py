"""What a server's list of models tells: their names, and how long a dialogue may be.

The protocol has the names only; what else there is, each server puts where it likes. Nothing in
it is believed to be what it should be.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple, Self

_MOST_NAMES, _LONGEST_NAME = 100, 200
_LARGEST_CONTEXT = 10**9
_CONTEXTS = (
    ("meta", "n_ctx"),  # llama.cpp: what it was given memory for
    ("max_model_len",),  # vLLM, SGLang
    ("context_window",),
    ("context_length",),
    ("max_context_length",),
    ("meta", "n_ctx_train"),  # older llama.cpp: what the model was trained for, which bounds the other
)


class Listing(NamedTuple):
    """The models listed, the context of the one asked about, and whether that is only a bound of it."""

    names: tuple[str, ...] = ()
    context: int | None = None
    bound: bool = False

    @classmethod
    def of(cls, body: bytes, model: str) -> Self:
        """Return what the list `body` says of `model`, or of the only model there is."""
        try:
            listed = json.loads(body.decode(errors="replace"))
        except (ValueError, RecursionError):
            return cls()
        entries = list(islice(_entries(listed), _MOST_NAMES))
        own = [entry for entry in entries if entry["id"] == model] or entries
        names = tuple(entry["id"] for entry in entries)
        for path in _CONTEXTS:
            context = _number(own[0], path) if len(own) == 1 else None
            if context is not None:
                return cls(names, context, bound=path == _CONTEXTS[-1])
        return cls(names)


def _entries(listed: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 -- JSON as it came
    """Yield the models, from an object with `data`, or from the bare list that some servers send."""
    found = listed.get("data") if isinstance(listed, dict) else listed
    for entry in found if isinstance(found, list) else ():
        name = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(name, str) and name.isprintable() and 0 < len(name) <= _LONGEST_NAME:
            yield entry


def _number(entry: Mapping[str, Any], path: tuple[str, ...]) -> int | None:
    value: Any = entry
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if type(value) is int and 0 < value <= _LARGEST_CONTEXT else None
