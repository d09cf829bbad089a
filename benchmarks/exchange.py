"""Import and export through the database: attacks a second of CPU, and memory, beside files alone.

    python -m benchmarks.exchange [--quick]

An attack has three turns of one candidate each, or everything known: two candidates, scores, times.
Import fills a database from a file, export does the reverse; beside them the two limits: the file
alone, read or written without a database, and on SQLite the rows alone, inserted or read without a
file. Each figure comes from a process of its own once that has loaded its modules; what PostgreSQL's
server spends is told apart. What is exported must be what was imported, byte by byte; PostgreSQL
keeps the fields of an object in an order of its own, so there value by value.
"""

import argparse
import filecmp
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from itertools import zip_longest
from pathlib import Path

from benchmarks import kitchen, verdict
from benchmarks.installation import GADFLY, ROOT
from benchmarks.processes import TICK
from benchmarks.verdict import Goal
from gadfly.science.datasets import AttackRecord, Form, read, write
from tools import postgres

SLUG = "kitchen"
ACTS = ("write", "read", "import", "export")
WHAT = {"known": "one candidate", "full": "everything known"}
MICROSECONDS = 1e6 / 6_000
"""What an attack with one candidate a turn may take between file and database."""
TO_LIMITS = 2
"""How much longer it may take than its file and its rows do alone, one after the other."""
Row = dict[str, float]
Figures = dict[str, Row]


def attacks(count: int, what: str) -> Iterator[AttackRecord]:
    """Yield attacks of which each has a key of its own."""
    for number, attack in enumerate(kitchen.attacks(count, everything=what == "full")):
        yield replace(attack, key=f"{number:022}")


def bring_in(path: Path) -> None:
    """Fill a new campaign from the file."""
    from gadfly.attacks.actions.importing import import_records  # noqa: PLC0415 -- once Django is set up
    from gadfly.campaigns.actions import found_archive  # noqa: PLC0415 -- as above
    from gadfly.shared.clock import now  # noqa: PLC0415 -- as above

    campaign = found_archive(slug=SLUG, at=now())
    deque(import_records(campaign=campaign, records=read(path), at=now()), maxlen=0)


def take_out(path: Path) -> None:
    """Write the campaign to the file."""
    from gadfly.attacks.records import records_of  # noqa: PLC0415 -- as above
    from gadfly.campaigns.models import Campaign  # noqa: PLC0415 -- as above

    write(path, records_of(Campaign.objects.get(slug=SLUG).pk), form=Form.NATIVE)


def server_seconds() -> float:
    """Return the CPU seconds PostgreSQL's server has spent on this process; 0 for SQLite."""
    from django.db import connection  # noqa: PLC0415 -- as above

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    fields = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def job(act: str, path: Path, count: int, what: str) -> None:
    """Do one thing and print the CPU seconds it took, here and at the server, and the megabytes."""
    import django  # noqa: PLC0415 -- needs the environment of a job

    django.setup()
    for module in ("gadfly.attacks.actions.importing", "gadfly.attacks.records"):
        import_module(module)  # it takes a second, however many attacks there are
    acts: dict[str, Callable[[], object]] = {
        "write": partial(write, path, attacks(count, what), form=Form.NATIVE),
        "read": partial(deque, read(path), maxlen=0),
        "import": partial(bring_in, path),
        "export": partial(take_out, path),
    }
    server, own = server_seconds(), time.process_time()
    acts[act]()
    seconds = time.process_time() - own
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "server": server_seconds() - server, "MB": megabytes}))


def measure(act: str, path: Path, count: int, what: str, settings: Mapping[str, str]) -> Row:
    """Do `job` in a process of its own and return what it took."""
    command = [sys.executable, "-m", "benchmarks.exchange", "--job", act, str(path), str(count), what]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env={**os.environ, **settings})
    found: Row = json.loads(done.stdout)
    return found


def rows_alone(database: Path, count: int) -> Figures:
    """Return what the rows alone take, measured in a process of its own as well."""
    command = [sys.executable, "-m", "benchmarks.bare_rows", str(database), str(count)]
    out_of, into = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    return {"rows out": {"seconds": out_of}, "rows in": {"seconds": into}}


@contextmanager
def empty(database: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """Make a folder and an empty database; give both, the database as settings for a process."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        url = stack.enter_context(postgres.cluster()).url() if database == "PostgreSQL" else ""
        settings = {
            "GADFLY_DATA_DIR": str(Path(name) / "data"),
            "GADFLY_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "gadfly.site.settings",
        }
        migrate = [GADFLY, "migrate"]
        subprocess.run(migrate, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **settings})
        yield Path(name), settings


def exchanged(database: str, what: str, count: int) -> Figures:
    """Return what it takes to write and read `count` attacks, to import and to export them."""
    with empty(database) as (folder, settings):
        path, out = folder / "attacks.jsonl", folder / "out.jsonl"
        row = partial(measure, count=count, what=what, settings=settings)
        found = {act: row(act, out if act == "export" else path) for act in ACTS}
        if database == "SQLite":
            found |= rows_alone(folder / "data" / "gadfly.sqlite3", count)
        if not (filecmp.cmp(path, out, shallow=False) if database == "SQLite" else alike(path, out)):
            raise RuntimeError("What came out is not what went in.")
    return found


def alike(one: Path, other: Path) -> bool:
    """Return whether two files of JSON lines say the same."""
    with one.open(encoding="utf-8") as ours, other.open(encoding="utf-8") as theirs:
        lines = zip_longest(ours, theirs, fillvalue="null")
        return all(json.loads(mine) == json.loads(yours) for mine, yours in lines)


def summed(found: Figures, count: int) -> Row:
    """Return microseconds an attack, and the ratios to what file and rows take alone; 0 is not known."""
    own = {act: 1e6 * each["seconds"] / count for act, each in found.items()}
    rows_in, rows_out = own.get("rows in", 0), own.get("rows out", 0)
    return {
        "read file, µs": own["read"],
        "rows in, µs": rows_in,
        "import, µs": own["import"],
        "ratio": own["import"] / (own["read"] + rows_in),
        "write file, µs": own["write"],
        "rows out, µs": rows_out,
        "export, µs": own["export"],
        "ratio ": own["export"] / (own["write"] + rows_out),
        "server, import": 1e6 * found["import"]["server"] / count,
        "server, export": 1e6 * found["export"]["server"] / count,
        "import, MB": found["import"]["MB"],
        "export, MB": found["export"]["MB"],
    }


def goals(figures: Figures, few: Row, many: Row) -> list[Goal]:
    """Return what was asked for and what was reached."""
    plain = {name: row for name, row in figures.items() if WHAT["known"] in name}
    speeds = [
        Goal(f"{act}: {name}, CPU each", row[f"{act}, µs"], MICROSECONDS, "µs")
        for name, row in plain.items()
        for act in ("import", "export")
    ]
    limits = [
        Goal(f"{act}: {name}, to file and rows alone", row[ratio], TO_LIMITS, "×")
        for name, row in plain.items()
        if row["rows in, µs"]
        for act, ratio in (("import", "ratio"), ("export", "ratio "))
    ]
    memories = [
        Goal(f"{act}: memory, many attacks to few", many[f"{act}, MB"] / few[f"{act}, MB"], 1.2, "×")
        for act in ("import", "export")
    ]
    return [*speeds, *limits, *memories]


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    count = 4_000 if quick else 20_000
    databases = ["SQLite"] + ["PostgreSQL"] * (postgres.binaries() is not None)
    figures = {
        f"{database}, {words}": summed(exchanged(database, what, count), count)
        for database in databases
        for what, words in WHAT.items()
    }
    few, many = figures[f"SQLite, {WHAT['full']}"], summed(exchanged("SQLite", "full", 4 * count), 4 * count)
    figures["SQLite, four times as many"] = many
    rows = [[name, *map(verdict.number, row.values())] for name, row in figures.items()]
    print(verdict.table(("exchange", *many), rows), end="\n\n")
    verdict.write("exchange", reached := goals(figures, few, many), figures)
    return reached


def main() -> None:
    """Print the figures as a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer attacks: a look, not a figure")
    parser.add_argument("--job", nargs=4, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.job:
        act, path, count, what = args.job
        job(act, Path(path), int(count), what)
        return
    verdict.warn_if_busy()
    print(verdict.goals_table(measured(quick=args.quick)))


if __name__ == "__main__":
    main()
