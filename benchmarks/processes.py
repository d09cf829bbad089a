"""Programs under measurement: start them, read what they cost from /proc, end them."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
START_WAIT = 30.0
STOP_WAIT = 25.0


@dataclass(frozen=True, slots=True)
class Program:
    """A running program and the port it listens on."""

    process: subprocess.Popen[str]
    port: int

    def cpu_seconds(self) -> float:
        """Return user and system time used so far by the process with all its threads."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        fields = stat.rpartition(")")[2].split()  # a program's name may hold blanks
        return (int(fields[11]) + int(fields[12])) / TICK

    def peak_mb(self) -> float:
        """Return the most memory the process has held at once, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Return whether something listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(process: subprocess.Popen[str], port: int) -> None:
    """Return when the port answers. Raises RuntimeError if the program ends first or takes too long."""
    latest = time.monotonic() + START_WAIT
    while not answers(port):
        if process.poll() is not None or time.monotonic() > latest:
            raise RuntimeError(f"{process.args!r} did not come up")
        time.sleep(0.02)


def end(process: subprocess.Popen[str]) -> None:
    """End the program: politely, then not."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_WAIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def running(command: Sequence[str], port: int, env: Mapping[str, str] | None = None) -> Iterator[Program]:
    """Run a server until the block ends. It is up when its port answers."""
    process = subprocess.Popen(command, env={**os.environ, **(env or {})}, text=True)
    try:
        wait_for(process, port)
        yield Program(process, port)
    finally:
        end(process)
