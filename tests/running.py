"""A real site in a process of its own, with a scripted endpoint on loopback, for faults and journeys."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import SystemRandom
from shutil import copyfile
from typing import Any

from tests.patience import PATIENCE

OURS = range(20_000, 32_000)
"""Ports below those that systems hand out by themselves."""
DATABASE = "gadfly.sqlite3"
SEED = Path(__file__).with_name("seeding.py")


def free_port() -> int:
    """Return a port nobody listens on, and which the system gives to no connection meanwhile."""
    for port in SystemRandom().sample(OURS, 100):  # tests that run beside must not draw the same
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("A hundred ports were tried, and none is free.")


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
        return True
    return False


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while not listens(port):
        if process.poll() is not None or time.monotonic() > until:
            raise AssertionError("the process did not come up")
        time.sleep(0.05)


def migrate(environment: Mapping[str, str]) -> None:
    """Make the tables: on SQLite as a copy of what the command made once for this process.

    Each would take seconds else, for a database that is the same as all others.
    """
    if environment.get("GADFLY_DATABASE_URL"):
        _migrate(environment)
        return
    folder = Path(environment["GADFLY_DATA_DIR"])
    folder.mkdir(exist_ok=True)
    copyfile(_tables(), folder / DATABASE)


@cache
def _tables() -> Path:
    folder = Path(os.environ["GADFLY_DATA_DIR"], "tables")
    _migrate({**os.environ, "GADFLY_DATA_DIR": str(folder), "GADFLY_DATABASE_URL": ""})
    return folder / DATABASE


def _migrate(environment: Mapping[str, str]) -> None:
    command = (sys.executable, "-m", "gadfly", "migrate")
    subprocess.run(command, env=environment, check=True, timeout=PATIENCE, stdout=subprocess.DEVNULL)


@dataclass
class Site:
    """One data directory, and the process that serves it when started."""

    environment: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def gadfly(self, *words: str) -> None:
        subprocess.run(
            (sys.executable, "-m", "gadfly", *words), env=self.environment, check=True, timeout=PATIENCE
        )

    def migrate(self) -> None:
        """Make the tables."""
        migrate(self.environment)

    def seed(self, red_teamers: int) -> dict[str, Any]:
        """Make the tables, an open campaign on the scripted endpoint, and signed-in people."""
        self.migrate()
        done = subprocess.run(
            (sys.executable, str(SEED), str(red_teamers)),
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            timeout=PATIENCE,
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def start(self) -> None:
        self.process = subprocess.Popen(
            (sys.executable, "-m", "gadfly", "serve", "--port", str(self.port)), env=self.environment
        )
        wait_for(self.port, self.process)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self) -> int:
        """End it as an operator would; return the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def healthy(self) -> bool:
        with urllib.request.urlopen(f"{self.address}/healthz", timeout=PATIENCE) as answer:
            return bool(answer.status == 200)


@contextmanager
def scripted_endpoint(*, rate: float = 50.0, tokens: int = 40) -> Iterator[str]:
    """Run the scripted server; enter with its origin."""
    port = free_port()
    argv = ("--port", str(port), "--delay", "0.05", "--rate", str(rate), "--tokens", str(tokens))
    process = subprocess.Popen(
        (sys.executable, "-m", "gadfly.science.targets.scripted_server", *argv), stdout=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(PATIENCE)


@contextmanager
def site(environment: Mapping[str, str], origin: str) -> Iterator[Site]:
    """Prepare a site whose one endpoint is at `origin`; end its process at the end."""
    given = {**environment, "GADFLY_PRIVATE_ORIGINS": origin, "GADFLY_TEST_ENDPOINT": f"{origin}/v1"}
    made = Site({name: value for name, value in given.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"})
    try:
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.kill()


def open_files(process: "subprocess.Popen[bytes]") -> int:
    return len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
