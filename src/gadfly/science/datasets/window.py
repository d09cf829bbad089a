"""A window on a long text that arrives in pieces: what lies behind the reader is let go."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from gadfly.science.datasets import strict
from gadfly.science.datasets.sources import PIECE, SourceError

_BLANKS = re.compile(r"[ \t\n\r]*")
_LONGEST_WORD = len("-Infinity")


class Window:
    """Reads JSON values off `pieces` of UTF-8 one after the other; knows the line it stands in."""

    def __init__(self, pieces: Iterator[bytes], *, step: int = PIECE) -> None:
        """Read at least `step` characters more whenever there are too few."""
        self.line = 1
        self._step = step
        self._pieces = pieces
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._text, self._at = "", 0
        self._ended = False
        self._fault: SourceError | None = None
        self._line_began = 0  # seen from the text's beginning, so negative once that is let go

    @property
    def column(self) -> int:
        """Where in its line the reader stands, from 1."""
        return self._at - self._line_began + 1

    def visible(self) -> str:
        """Go to the next character that is not blank and return it; empty at the end."""
        while True:
            self._go(_BLANKS.match(self._text, self._at).end())  # type: ignore[union-attr]  # it always matches
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def step(self) -> None:
        """Go behind the character the reader stands at."""
        self._go(self._at + 1)

    def value(self, limit: int) -> tuple[Any, int]:
        """Return the value the reader stands at and its size; go behind it. Raises `SourceError`."""
        while True:
            try:
                found, end = strict.value_at(self._text, self._at)
            except (ValueError, RecursionError) as error:
                self._wait(error, limit)
            else:
                size = len(self._text[self._at : end].encode(errors="surrogatepass"))
                self._go(end)
                return found, size

    def _wait(self, error: ValueError | RecursionError, limit: int) -> None:
        """Read on if `error` may only mean that the value has not arrived as a whole; else raise."""
        ahead = error.pos - self._at if isinstance(error, json.JSONDecodeError) else 0
        if self._is_cut(error):
            if len(self._text) - self._at > limit:
                raise SourceError(f"the record is longer than the {limit} bytes allowed", self.column)
            if self._more():
                return
        self._go(self._at + ahead)
        raise SourceError(str(strict.broken(error)), self.column)

    def _is_cut(self, error: ValueError | RecursionError) -> bool:
        return isinstance(error, json.JSONDecodeError) and (
            error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _LONGEST_WORD
        )

    def _go(self, to: int) -> None:
        lines = self._text.count("\n", self._at, to)
        if lines:
            self.line += lines
            self._line_began = self._text.rindex("\n", self._at, to) + 1
        self._at = to

    def _more(self) -> bool:
        """Let go what was read and add at least as much as is left; False at the end."""
        left = self._text[self._at :]
        fresh = self._arriving(max(self._step, len(left)))
        self._line_began -= self._at
        self._text, self._at = left + fresh, 0
        if self._fault and not fresh:
            raise self._fault
        return bool(fresh)

    def _arriving(self, wanted: int) -> str:
        """Return at least `wanted` characters while there are any; what stands before a fault counts."""
        found: list[str] = []
        while wanted > 0 and not self._ended:
            try:
                piece = next(self._pieces, b"")
                self._ended = not piece
                found.append(self._decoder.decode(piece, final=self._ended))
            except UnicodeDecodeError as error:
                found.append(error.object[: error.start].decode())
                self._fault, self._ended = SourceError("the text is not UTF-8"), True
            except SourceError as error:
                found.append("")
                self._fault, self._ended = error, True
            wanted -= len(found[-1])
        return "".join(found)
