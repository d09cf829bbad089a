"""A Gadfly of its own for each measurement: a data directory, migrated, seeded, copied, served."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.processes import Program, free_port, running

GADFLY = str(Path(sys.executable).with_name("gadfly"))
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Guest:
    """A person as a load tool sees them, with the keys of the open attack and of ended ones."""

    cookies: str
    attack: str
    ended: list[str]


@dataclass(frozen=True, slots=True)
class Seeded:
    """A data directory with an archive, and who may sign in to it."""

    data: Path
    endpoint_port: int
    campaign: str
    csrf: str
    lead: Guest
    red_teamers: list[Guest]
    """The first has the long history."""

    def copy(self, name: str) -> "Seeded":
        """Return the same in a directory beside it, so that each run begins from the same rows."""
        data = self.data.with_name(name)
        shutil.copytree(self.data, data)
        return replace(self, data=data)


def seed(
    data: Path,
    endpoint_port: int,
    *,
    people: int,
    attacks: int,
    one: int = 0,
    answered: bool = False,
    more: Sequence[str] = (),
) -> Seeded:
    """Make a data directory with an archive of `attacks`, `one` of them by the first person.

    `more` are further words for benchmarks.seed.
    """
    cast = data.with_suffix(".json")
    words = {"--endpoint": endpoint_port, "--people": people, "--attacks": attacks, "--one": one}
    subprocess.run([GADFLY, "--data-dir", str(data), "migrate"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(
        [sys.executable, "-m", "benchmarks.seed", str(cast)]
        + [str(part) for pair in words.items() for part in pair]
        + ["--answered"] * answered
        + list(more),
        check=True,
        cwd=ROOT,
        env={
            **os.environ,
            "GADFLY_DATA_DIR": str(data),
            "DJANGO_SETTINGS_MODULE": "gadfly.site.settings",
        },
    )
    told = json.loads(cast.read_text(encoding="utf-8"))
    told["lead"] = Guest(**told["lead"])
    told["red_teamers"] = [Guest(**guest) for guest in told["red_teamers"]]
    return Seeded(data, endpoint_port, **told)


@contextmanager
def served(site: Seeded, *other_ports: int) -> Iterator[Program]:
    """Serve the data directory by one web process until the block ends; `other_ports` are endpoints, too."""
    port = free_port()
    command = [GADFLY, "--data-dir", str(site.data), "serve", "--host", "127.0.0.1", "--port", str(port)]
    origins = [f"http://127.0.0.1:{each}" for each in (site.endpoint_port, *other_ports)]
    allowed = {"GADFLY_PRIVATE_ORIGINS": ",".join(origins)}
    with running(command, port, allowed) as program:
        yield program
