"""The limit for import and export: the same rows, into and out of SQLite, and nothing else.

    python -m benchmarks.bare_rows FILE ATTACKS

The tables and indexes are the site's, the commits as many and as durable. Nothing is parsed or
checked, no keys are looked up, and no foreign keys either. What goes through Python cannot cost less.
"""

import json
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

TABLES = ("attacks_attack", "attacks_candidate", "attacks_turn", "attacks_score")
BATCH = 500
"""Attacks for one commit, as an import has."""
_SCHEMA = "SELECT sql FROM sqlite_master WHERE sql NOT NULL AND name NOT LIKE 'sqlite_%'"


def seconds(database: Path, attacks: int) -> tuple[float, float]:
    """Return the CPU seconds it takes to read the rows of so many attacks, and to insert them anew."""
    old = sqlite3.connect(database)
    new = sqlite3.connect(database.with_name("bare.sqlite3"), isolation_level=None)
    with closing(old), closing(new):
        new.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        for (made,) in old.execute(_SCHEMA):
            new.execute(made)
        began = time.process_time()
        rows = {table: old.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608 -- names of ours
        read = time.process_time() - began
        began = time.process_time()
        commits = -(-attacks // BATCH)
        for number in range(commits):
            _insert(new, {table: _share(all_, number, commits) for table, all_ in rows.items()})
        return read, time.process_time() - began


def _share(rows: list[tuple[object, ...]], number: int, of: int) -> list[tuple[object, ...]]:
    return rows[len(rows) * number // of : len(rows) * (number + 1) // of]


def _insert(database: sqlite3.Connection, batch: dict[str, list[tuple[object, ...]]]) -> None:
    database.execute("BEGIN IMMEDIATE")
    for table, rows in batch.items():
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 -- names of ours
    database.execute("COMMIT")


if __name__ == "__main__":
    print(json.dumps(seconds(Path(sys.argv[1]), int(sys.argv[2]))))
