"""The terminal as `gadfly chat` uses it: questions, plain paragraphs, candidates in columns."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from gadfly.cli.columns import beside, cells, wrapped
from gadfly.science.visible import visible

WIDE = 100
"""Cells from which candidates stand side by side."""
_READABLE = 80
_NARROWEST = 20
_GAP = "   "
_BLINK = 0.05
"""Seconds between two drawings: more often nobody can see."""
_LETTERS = "ABCD"


class Screen:
    """Asks and shows. Whatever comes from a model is made visible first, so it commands nothing.

    `size` gives columns and lines; `reads` takes a prompt and returns what was typed.
    """

    def __init__(
        self,
        *,
        out: TextIO | None = None,
        reads: Callable[[str], str] = input,
        size: Callable[[], tuple[int, int]] = shutil.get_terminal_size,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._out = out or sys.stdout
        self._reads = reads
        self._size = size
        self._clock = clock
        self._drawn, self._drawn_at = 0, 0.0

    @property
    def moves(self) -> bool:
        """Whether what was drawn can be drawn over."""
        return self._out.isatty()

    def ask(self, prompt: str) -> str:
        """Return what is typed, its ends trimmed. A line that ends with a backslash goes on."""
        typed = self._reads(prompt)
        lines = [typed]
        while lines[-1].endswith("\\"):
            lines[-1] = lines[-1][:-1]
            lines.append(self._reads("… "))
        return "\n".join(lines).encode(errors="replace").decode().replace("\0", "").strip()

    def say(self, text: str = "") -> None:
        """Show a paragraph of ours, or of a model once it is made visible."""
        width = min(self._width, _READABLE)
        print("\n".join(wrapped(visible(text), width)), file=self._out, flush=True)

    def show(self, texts: Sequence[str], notes: Sequence[str]) -> None:
        """Show candidates in the order of their sides, side by side if there is room."""
        print("\n".join(self._laid_out(texts, notes)), file=self._out, flush=True)

    def draw(self, texts: Sequence[str]) -> None:
        """Show candidates while they grow, over what was drawn before; only their ends if need be."""
        if self._clock() - self._drawn_at < _BLINK:
            return
        self._drawn_at = self._clock()
        lines = self._laid_out(texts, [""] * len(texts))[-max(1, self._size()[1] - 2) :]
        self._out.write(self._back + "".join(f"{line}\n" for line in lines))
        self._out.flush()
        self._drawn = len(lines)

    @contextmanager
    def hushed(self) -> Iterator[None]:
        """Let what is typed neither show nor count: a pick must not be made before its replies are read."""
        if not sys.stdin.isatty():
            yield
            return
        import termios

        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        termios.tcsetattr(
            descriptor, termios.TCSADRAIN, [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
        )
        try:
            yield
        finally:
            termios.tcflush(descriptor, termios.TCIFLUSH)
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)

    def wipe(self) -> None:
        """Take away what `draw` has drawn."""
        self._out.write(self._back)
        self._drawn, self._drawn_at = 0, 0.0

    @property
    def _back(self) -> str:
        """What leads a terminal back to before what was drawn, and clears from there."""
        return f"\x1b[{self._drawn}A\r\x1b[J" if self._drawn else ""

    @property
    def _width(self) -> int:
        return max(_NARROWEST, self._size()[0] - 1)

    def _laid_out(self, texts: Sequence[str], notes: Sequence[str]) -> list[str]:
        columns = len(texts) if self._size()[0] >= WIDE else 1
        width = (self._width - len(_GAP) * (columns - 1)) // columns
        width = width if columns > 1 else min(width, _READABLE)
        blocks = [
            [_heading(letter, note, width), *wrapped(visible(text).strip("\n"), width), ""]
            for letter, text, note in zip(_LETTERS, texts, notes, strict=False)
        ]
        if columns > 1:
            return beside(blocks, width, _GAP)
        return [line for block in blocks for line in block]


def _heading(letter: str, note: str, width: int) -> str:
    title = f"{letter} {note}".strip() + " "
    return title + "─" * max(0, width - cells(title))
