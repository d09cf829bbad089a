"""How far a long part has come: a bar on a terminal, nothing in a file."""

import time
from typing import Self, TextIO

WIDTH = 30
EVERY = 0.2


class Bar:
    """Shows the share done and the seconds left, at most five times a second."""

    def __init__(self, what: str, total: int, out: TextIO) -> None:
        self._what, self._total, self._out = what, max(total, 1), out
        self._done, self._said, self._begun = 0, 0.0, time.monotonic()
        self._shown = out.isatty()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the line to what comes next."""
        if self._shown:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def step(self, count: int = 1) -> None:
        """Say that `count` more are done."""
        self._done += count
        now = time.monotonic()
        if self._shown and now - self._said >= EVERY:
            self._said = now
            self._out.write("\r" + self.line(now - self._begun))
            self._out.flush()

    def rename(self, what: str) -> None:
        """Say that something else is done now, whose steps nobody counts."""
        self._what, self._begun = what, time.monotonic()
        self.step(0)

    def line(self, seconds: float) -> str:
        """Return the bar as it stands after so many seconds."""
        share = min(self._done / self._total, 1)
        left = f", {seconds * (1 - share) / share:.0f} s left" if share else ""
        full = round(WIDTH * share)
        return f"{self._what} [{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}{left}\x1b[K"
