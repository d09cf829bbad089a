"""A program in a terminal of its own, as a person sees it and types. No wait here is without end."""

import os
import pty
import select
import signal
import subprocess
import time
from codecs import getincrementaldecoder
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.patience import PATIENCE

_AGAIN = 10.0
"""Seconds of silence after which a person presses Ctrl-C again."""


class Terminal:
    """A command in a terminal of 120 columns and 30 lines; on leaving it is killed if it still runs."""

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> None:
        self._ours, theirs = pty.openpty()
        size = {"COLUMNS": "120", "LINES": "30", "TERM": "xterm"}
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, **size, **(environment or {})},
            start_new_session=True,
        )
        os.close(theirs)
        self.seen = ""
        self._read = 0
        self._decoder = getincrementaldecoder("utf-8")(errors="replace")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)
        os.close(self._ours)

    def wait_for(self, words: str) -> str:
        """Return what is seen up to and with `words`; what comes after them is read next time."""
        until = time.monotonic() + PATIENCE
        while (at := self.seen.find(words, self._read)) < 0:
            came = self._look(until - time.monotonic())
            assert came, f"{words!r} did not come. Seen: {self.seen[self._read :]!r}"
        start, self._read = self._read, at + len(words)
        return self.seen[start : self._read]

    def type(self, line: str) -> None:
        os.write(self._ours, f"{line}\r".encode())

    def press_ctrl_c(self) -> None:
        """Press it as a key; it interrupts only whoever has made this terminal theirs."""
        os.write(self._ours, b"\x03")

    def interrupt(self) -> int:
        """Interrupt the command until it ends, and return its exit code.

        Once may be too little: readline shows its prompt, then begins to wait, and an interrupt
        between the two goes unheard until the next one or a key. A person would press again.
        """
        until = time.monotonic() + PATIENCE
        with suppress(EOFError):
            while time.monotonic() < until:
                self.process.send_signal(signal.SIGINT)
                while self._look(_AGAIN):
                    pass
        return self.process.wait(_AGAIN)

    def _look(self, patience: float) -> bool:
        """Take in what comes, and return whether something came in time. Raises EOFError at the end."""
        if not select.select([self._ours], [], [], max(0.0, patience))[0]:
            return False
        try:
            data = os.read(self._ours, 4096)
        except OSError:  # how Linux says that the other side has closed
            data = b""
        if not data:
            raise EOFError(f"The program ended. It had said: {self.seen!r}")
        self.seen += self._decoder.decode(data)
        return True
