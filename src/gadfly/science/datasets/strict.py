"""JSON as it is written, no more: what Python's parser would forgive is told apart here.

NaN and Infinity, which JSON does not have, and objects in which a key stands twice become values
of types that no shape takes, so that the record is refused and reading goes on behind it.
"""

import json
from collections import Counter
from typing import Any

from gadfly.science.datasets.sources import SourceError


class Repeated(dict[str, Any]):
    """An object in which `key` stands twice."""

    key = ""


class NotNumber:
    """NaN, Infinity or -Infinity."""

    def __init__(self, word: str) -> None:
        self.word = word


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _repeated(pairs)


def _repeated(pairs: list[tuple[str, Any]]) -> Repeated:
    found = Repeated(pairs)
    found.key = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=NotNumber)


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def text(value: object) -> str:
    """Return the JSON of plain values that were checked, on one line and without blanks."""
    return _ENCODER.encode(value)


def value_in(text: str) -> Any:  # noqa: ANN401 -- JSON holds anything
    """Return the one value that `text` holds; raise `SourceError` with the column where it breaks."""
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise broken(error) from error


def value_at(text: str, start: int) -> tuple[Any, int]:
    """Return the value that begins at `start` and where it ends; raise as Python's parser does."""
    return _DECODER.raw_decode(text, start)


def broken(error: ValueError | RecursionError) -> SourceError:
    """Say in our words what Python's parser found."""
    match error:
        case json.JSONDecodeError():
            return SourceError(f"this is not JSON: {error.msg}", error.colno)
        case RecursionError():
            return SourceError("the JSON is nested too deeply")
        case _:
            return SourceError("a number has too many digits")
