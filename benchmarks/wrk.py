"""wrk, the compiled load tool, with our list of posts: run it and read what it says."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.addresses import listed
from benchmarks.processes import Program

SCRIPT = Path(__file__).with_name("load") / "posts.lua"
PATIENCE = "20s"


@dataclass(frozen=True, slots=True)
class Posts:
    """What one run saw. Times in milliseconds; `rounds` is how often the list began again."""

    count: int
    refused: int
    broken: int
    rounds: int
    why: str
    seconds: float
    p50: float
    p95: float
    p99: float
    max: float
    cpu: float = 0.0
    """CPU ms of the server for each."""

    @property
    def failed(self) -> int:
        """How many got no good answer."""
        return self.refused + self.broken


def wrk(program: Program, lines: Sequence[str], folder: Path, *, clients: int, seconds: float) -> Posts:
    """Post the lines by so many clients at once, each as soon as the last answer is there."""
    if not shutil.which("wrk"):
        raise RuntimeError("wrk is missing. On Debian: apt-get install wrk")
    url, posts = f"http://127.0.0.1:{program.port}", listed(lines, folder / "posts")
    words = [
        "-t1",
        f"-c{clients}",
        f"-d{seconds}s",
        "--timeout",
        PATIENCE,
        "-s",
        str(SCRIPT),
        url,
        "--",
        posts,
    ]
    before = program.cpu_seconds()
    done = subprocess.run(["wrk", *words], check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    cpu = (program.cpu_seconds() - before) * 1000 / max(told["count"], 1)
    return Posts(**told, cpu=cpu)
