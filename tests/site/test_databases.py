"""Where the rows live, and that each commit is on disk."""

import sqlite3
from pathlib import Path

import pytest

from gadfly.site.databases import postgresql, sqlite
from gadfly.site.environment import SettingError


def test_r2_sqlite_syncs_each_commit(tmp_path):
    connection = sqlite3.connect(tmp_path / "gadfly.sqlite3")
    connection.executescript(sqlite(tmp_path / "gadfly.sqlite3")["OPTIONS"]["init_command"])
    told = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    connection.close()
    assert told == ["wal", 2]


def test_a_write_takes_the_lock_as_it_begins():
    """A read that becomes a write would fail at once when another process writes, whatever the timeout."""
    assert sqlite(Path("gadfly.sqlite3"))["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_an_address_of_postgresql_is_taken_apart(scheme):
    made = postgresql(f"{scheme}://ada:p%40ss%2Fword@db.example:5433/gadfly")
    parts = {name: made[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert parts == {
        "NAME": "gadfly",
        "USER": "ada",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example",
        "PORT": "5433",
    }


def test_what_an_address_leaves_out_is_left_to_the_driver():
    made = postgresql("postgres:///gadfly")
    assert [made[name] for name in ("USER", "PASSWORD", "HOST", "PORT")] == [""] * 4


@pytest.mark.parametrize(
    "url",
    [
        "gadfly",
        "mysql://host/gadfly",
        "postgres://host",
        "postgres://host/",
        "postgres://host:many/gadfly",
        "postgres://[host/gadfly",
    ],
)
def test_an_address_that_names_no_database_is_refused_without_telling_it(url):
    with pytest.raises(SettingError, match=r"GADFLY_DATABASE_URL must look like") as refused:
        postgresql(url.replace("host", "ada:secret@host"))
    assert "secret" not in str(refused.value)
