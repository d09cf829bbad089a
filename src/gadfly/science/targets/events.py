"""From bytes, as the network cuts them, to JSON objects: the framing of a model's answer.

Understood are server-sent events with one object a line, as the OpenAI protocol has them, and
one whole JSON body from servers that do not stream. Lines are cut before they are decoded, so a
character that is split over two reads stays whole.
"""

import json
from collections.abc import Iterator
from typing import Any

from gadfly.science.targets import BrokenError, NonsenseError

_BEFORE = b"\xef\xbb\xbf \t\r\n"
"""A byte order mark and blanks, in front of everything."""
_DATA = b"data:"
_FIELDS = (b":", b"event:", b"id:", b"retry:")
_DONE = b"[DONE]"


class Events:
    """One answer's objects. `done` turns true when the server has said that nothing more comes."""

    def __init__(self) -> None:
        self.done = False
        self._rest = bytearray()
        self._whole: bool | None = None  # one body rather than lines; None while nothing has come

    def feed(self, data: bytes) -> Iterator[Any]:
        """Yield the objects that `data` completes. Raises NonsenseError after those before the fault."""
        if self._whole is None:
            data = data.lstrip(_BEFORE)
            if not data:
                return
            self._whole = data.startswith(b"{")
        end = -1 if self._whole else data.rfind(b"\n")
        if end < 0:
            self._rest += data
            return
        lines, self._rest = bytes(self._rest) + data[:end], bytearray(data[end + 1 :])
        yield from self._objects(lines)

    def close(self) -> Iterator[Any]:
        """Yield the objects in what is left. Raises NonsenseError, or BrokenError if it is half a line."""
        rest, self._rest = bytes(self._rest), bytearray()
        if self._whole:
            self.done = True
            yield _object(rest)
            return
        try:
            yield from self._objects(rest)
        except NonsenseError as error:
            if _DATA.startswith(rest[: len(_DATA)]):
                raise BrokenError("The reply was cut off; try again.", passing=True) from error
            raise

    def _objects(self, lines: bytes) -> Iterator[Any]:
        if b"\r" in lines:
            lines = lines.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        for line in lines.split(b"\n"):
            if line.startswith(_DATA):
                data = line[len(_DATA) :].strip()
                if data == _DONE:
                    self.done = True
                elif data:
                    yield _object(data)
            elif line and not line.startswith(_FIELDS):
                raise _nonsense(line)


def _object(data: bytes) -> Any:  # noqa: ANN401 -- JSON is anything until it is looked at
    try:
        return json.loads(data.decode())  # bytes would be searched for their encoding first
    except UnicodeDecodeError as error:
        raise NonsenseError(
            "The endpoint sent bytes that are not text; try again, or check what answers there.",
            detail=f"not UTF-8 at byte {error.start}",
        ) from error
    except (ValueError, RecursionError) as error:
        raise _nonsense(data) from error


def _nonsense(data: bytes) -> NonsenseError:
    excerpt = data[:200].decode(errors="replace")
    if data.startswith(b"<"):
        return NonsenseError(
            "The endpoint answered with a web page in place of a reply; check its address.", detail=excerpt
        )
    return NonsenseError(
        "The endpoint answered with something that is not a model's reply; check its address.",
        detail=excerpt,
    )
