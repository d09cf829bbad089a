"""A throw-away PostgreSQL, as durable as a real one, for tests and benchmarks.

    python -m tools.postgres COMMAND ...

starts a cluster in a temporary directory on a free loopback port, runs COMMAND with
GADFLY_DATABASE_URL naming it, stops the cluster, and exits as COMMAND did. Without PostgreSQL
on this machine it says so and exits 69.

Nothing that makes commits safe is turned off (R2): what passes here must pass where it counts.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.loopback import free_port

MISSING = "PostgreSQL's server is not installed (on Debian and Ubuntu: apt install postgresql)."
UNAVAILABLE = 69
"""Exit code for a missing service, as sysexits.h has it."""

_PATIENCE = 30.0
"""Seconds a cluster may take to start, or to stop when asked kindly."""


class PostgresError(Exception):
    """The cluster did not come up. The text is for the person who started the tests."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster. Its only role is `gadfly`, a superuser without password, loopback only."""

    port: int
    process: "subprocess.Popen[bytes]"

    def url(self, name: str = "postgres") -> str:
        """Return the address of database `name`, as GADFLY_DATABASE_URL takes it."""
        return f"postgres://gadfly@127.0.0.1:{self.port}/{name}"


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL server on this machine, None without one."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(debian, key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def cluster(settings: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """Run a cluster for the length of a with block, with `settings` above the defaults.

    Raises PostgresError when PostgreSQL is missing or does not start.
    """
    programs = binaries()
    if programs is None:
        raise PostgresError(MISSING)
    with tempfile.TemporaryDirectory(prefix="gadfly-postgres-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        who = _unprivileged()
        if who is not None:
            os.chown(home, who.pw_uid, who.pw_gid)
        _create(programs, home, who)
        running = _start(programs, home, who, settings or {})
        try:
            yield running
        finally:
            _stop(running.process)


def _unprivileged() -> pwd.struct_passwd | None:
    """Return whom to run as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _spawn(
    command: Sequence[str | Path], home: Path, who: pwd.struct_passwd | None
) -> "subprocess.Popen[bytes]":
    """Start `command` as `who`, in a session of its own so that Ctrl-C reaches only us."""
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=who.pw_uid if who else None,
            group=who.pw_gid if who else None,
            extra_groups=[] if who else None,
        )


def _create(programs: Path, home: Path, who: pwd.struct_passwd | None) -> None:
    wishes = ("--username=gadfly", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    if _spawn((programs / "initdb", f"--pgdata={home / 'data'}", *wishes), home, who).wait() != 0:
        raise PostgresError("initdb failed.\n" + _said(home))


def _start(programs: Path, home: Path, who: pwd.struct_passwd | None, settings: Mapping[str, str]) -> Cluster:
    wishes = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "60"}
    port = free_port()
    options = [f"--{name}={value}" for name, value in (wishes | dict(settings)).items()]
    process = _spawn((programs / "postgres", "-D", home / "data", "-p", str(port), *options), home, who)
    until = time.monotonic() + _PATIENCE
    while subprocess.run(
        (programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)), check=False
    ).returncode:
        if process.poll() is not None or time.monotonic() > until:
            _stop(process)
            raise PostgresError("PostgreSQL did not start.\n" + _said(home))
        time.sleep(0.05)
    return Cluster(port, process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the cluster the fast way: sessions are cut, what was committed is on disk."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _said(home: Path) -> str:
    return (home / "log").read_text(errors="replace")[-2000:]


def main(command: Sequence[str]) -> int:
    """Run `command` beside a cluster and return its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the cluster ends
    try:
        with cluster() as running:
            return subprocess.run(
                command, check=False, env=os.environ | {"GADFLY_DATABASE_URL": running.url()}
            ).returncode
    except PostgresError as trouble:
        print(trouble, file=sys.stderr)
        return UNAVAILABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
