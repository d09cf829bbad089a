"""Starts child programs, restarts those that die, and leaves none behind.

    with Supervisor([model, web, worker]) as family:
        if family.start():      # in order, each once the one before is ready
            print("ready")
            family.watch()      # until Ctrl-C or a signal; the end of the block ends all children

Each child is the head of a process group of its own, so that Ctrl-C in the terminal reaches only
us and they end in our order, last first. A second Ctrl-C ends them at once. Should we be killed
outright, Linux kills them with us; elsewhere only those notice that read their standard input,
which closes. Works from the main thread of a program on Linux, macOS and their kin.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

TICK = 0.05
"""Seconds between two looks at the children."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds before a child that died starts again
_GOOD_LIFE = 60.0  # seconds after which a death says nothing about the next life
_PR_SET_PDEATHSIG = 1


class ChildError(Exception):
    """A child did not start. The text is a sentence or two for whoever started us."""


@dataclass(frozen=True, slots=True)
class Child:
    """A program to keep running. What it prints goes to `log`, begun anew with the first start.

    It is ready when `ready` says so: a call, or the beginning of a line that it prints; by
    default at once. `env` is added to our own environment; `patience` is in seconds.
    """

    name: str
    argv: tuple[str, ...]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | str | None = None
    patience: float = 60.0


class Supervisor:
    """Keeps `children` running. `grace` is how many seconds all together have to end."""

    def __init__(
        self, children: Sequence[Child], *, grace: float = 30.0, say: Callable[[str], None] = print
    ) -> None:
        self._lives = [_Life(child) for child in children]
        self._grace = grace
        self._say = say
        self._told = False  # to end
        self._hurried = False  # by a second Ctrl-C
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._hear) for number in _SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def start(self) -> bool:
        """Start all in order; return False if told to end meanwhile. Raises ChildError."""
        for life in self._lives:
            if not self._told:
                life.begin()
            while not self._told and not life.settled():
                time.sleep(TICK)
        return not self._told

    def watch(self) -> None:
        """Restart whatever dies, after a pause that grows with each death, until told to end."""
        while not self._told:
            for life in self._lives:
                news = life.look()
                if news:
                    self._say(news)
            time.sleep(TICK)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self._hurried = self._hurried or (self._told and number == signal.SIGINT)
        self._told = True

    def _end(self) -> None:
        deadline = time.monotonic() + self._grace
        for life in reversed(self._lives):
            life.ask_to_end()
            while life.running() and time.monotonic() < deadline and not self._hurried:
                time.sleep(TICK)
            life.end()


class _Life:
    """One child through its deaths and restarts."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._name = child.name[:1].upper() + child.name[1:]  # names begin sentences
        self._process: subprocess.Popen[bytes] | None = None
        self._born = 0.0
        self._deaths = 0
        self._due = 0.0  # when to start again after a death
        self._log_from = 0

    def begin(self) -> None:
        """Start it. Raises ChildError if there is no such program."""
        child = self._child
        child.log.parent.mkdir(parents=True, exist_ok=True)
        anew = 0 if self._deaths else os.O_TRUNC
        log = os.open(child.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | anew, 0o600)
        self._log_from = os.fstat(log).st_size
        self._born = time.monotonic()
        try:
            self._process = subprocess.Popen(  # noqa: S603 -- our own programs
                child.argv,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, **child.env},
                process_group=0,
                preexec_fn=_dying_with_us(),  # noqa: PLW1509 -- we start them from our only thread
            )
        except OSError as error:
            raise ChildError(f"{self._name} cannot be started: {error}.") from error
        finally:
            os.close(log)

    def settled(self) -> bool:
        """Tell whether it is ready. Raises ChildError if it died before, or took too long."""
        ready, process = self._child.ready, self._process
        if ready is None:
            return True
        if process and process.poll() is not None:
            raise ChildError(f"{self._obituary(process.returncode)} {self._last_words()}".rstrip())
        if time.monotonic() - self._born > self._child.patience:
            waited = f"{self._name} was not ready after {self._child.patience:g} s."
            raise ChildError(f"{waited} Its log: {self._child.log}.")
        if isinstance(ready, str):
            return any(line.startswith(ready) for line in self._lines())
        return ready()

    def look(self) -> str | None:
        """Note a death, or start again when it is time; return what there is to say."""
        if self._process is None:
            if time.monotonic() >= self._due:
                self.begin()
            return None
        if self.running():
            return None
        news = self._obituary(self._process.returncode)
        long_ago = time.monotonic() - self._born > _GOOD_LIFE
        pause = _FIRST_PAUSE if long_ago else min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**self._deaths)
        self._deaths = 1 if long_ago else self._deaths + 1
        self._due = time.monotonic() + pause
        self.end()
        return f"{news} It starts again in {pause:g} s."

    def running(self) -> bool:
        """Tell whether its process lives."""
        return self._process is not None and self._process.poll() is None

    def ask_to_end(self) -> None:
        """Send SIGTERM."""
        if self._process and self.running():
            self._process.terminate()

    def end(self) -> None:
        """Kill it with all that it started itself."""
        if self._process is None:
            return
        with suppress(ProcessLookupError, PermissionError):  # nobody left; macOS says it the second way
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()  # waits, and closes its standard input
        self._process = None

    def _obituary(self, code: int) -> str:
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
        return f"{self._name} ended ({how}). Its log: {self._child.log}."

    def _last_words(self) -> str:
        lines = [line.strip() for line in self._lines() if line.strip()]
        return f"Its last words: {lines[-1]}" if lines else ""

    def _lines(self) -> list[str]:
        """Return the whole lines it printed in this life."""
        with self._child.log.open("rb") as log:
            log.seek(self._log_from)
            return log.read().decode(errors="replace").split("\n")[:-1]


def _dying_with_us() -> Callable[[], None] | None:
    """Return what a new child does before it becomes its program: ask Linux to kill it with us."""
    if sys.platform != "linux":  # pragma: no cover -- tests run on Linux
        return None
    parent = os.getpid()
    prctl = ctypes.CDLL(None).prctl  # looked up before the fork: a child should do as little as it can

    def bind() -> None:  # pragma: no cover -- runs in the child, before it is one
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # we died before the words above took hold
            os._exit(1)

    return bind
