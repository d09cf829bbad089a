"""The compiled half: build the stub endpoint and the load client, run them, read what they say."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.processes import end

SOURCES = Path(__file__).with_name("load")
FLAGS = ("-O2", "-Wall", "-Wextra", "-Werror")
PROGRAMS = {
    "endpoint": ("endpoint.c",),
    "client": ("client.c", "link.c", "requests.c", "turn.c", "answer.c", "samples.c"),
}


@dataclass(frozen=True, slots=True)
class Spread:
    """Percentiles of some times, in milliseconds; None where nothing was timed."""

    count: int
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    max: float | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of the client saw. `why` tells of the first failure."""

    users: int
    failed: int
    why: str
    saved: Spread
    first: Spread
    gap: Spread
    lag: Spread
    done: Spread
    pages: Spread
    pages_failed: int
    client_cpu_s: float


def build(into: Path) -> None:
    """Compile both programs into a folder. Raises CalledProcessError on any warning."""
    for name, parts in PROGRAMS.items():
        sources = [str(SOURCES / part) for part in parts]
        subprocess.run(["cc", *FLAGS, "-o", str(into / name), *sources], check=True)


@contextmanager
def endpoint(tools: Path, seconds: int, *, first_ms: int = 100, tokens: int = 64) -> Iterator[int]:
    """Run the stub endpoint until the block ends, for at most `seconds`. Yields its port."""
    command = [str(tools / "endpoint"), str(seconds), str(first_ms), str(tokens)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout  # noqa: S101 -- a pipe was asked for
        try:
            yield int(process.stdout.readline())
        finally:
            end(process)


def load_of(told: dict[str, Any]) -> Load:
    """Return the client's line of JSON as values."""
    values: dict[str, Any] = {
        key: Spread(**value) if isinstance(value, dict) else value for key, value in told.items()
    }
    return Load(**values)


def drive(tools: Path, words: Sequence[str]) -> Load:
    """Run the client with some arguments and return what it saw."""
    done = subprocess.run([str(tools / "client"), *words], check=True, stdout=subprocess.PIPE, text=True)
    return load_of(json.loads(done.stdout))
