"""Programs that tests start: none outlives its test, and no wait for one is without end."""

import os
import select
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.patience import PATIENCE


@contextmanager
def started(command: Sequence[str], **options: Any) -> Iterator["subprocess.Popen[bytes]"]:  # noqa: ANN401 -- Popen's own
    """Enter with the running program; on leaving it is killed if it still runs."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def heard(process: "subprocess.Popen[bytes]", words: str) -> str:
    """Return what the program prints up to and with `words`, or to its end; fail if neither comes."""
    assert process.stdout is not None
    said, until = b"", time.monotonic() + PATIENCE
    while not said.endswith(words.encode()):
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, until - time.monotonic()))
        assert ready, (
            f"{words!r} did not come from {process.args!r}. It said {said.decode(errors='replace')!r}"
        )
        byte = os.read(process.stdout.fileno(), 1)  # one, so that what follows is there for the next
        if not byte:
            break
        said += byte
    return said.decode()
