"""`gadfly migrate` makes a database that is missing, and leaves one that is up to date as it is."""

import subprocess
import sys

import pytest

from tests.patience import PATIENCE


def run(environment, *words):
    command = (sys.executable, "-m", "gadfly", *words)
    done = subprocess.run(
        command, env=environment, check=False, capture_output=True, text=True, timeout=PATIENCE
    )
    return done.returncode, done.stdout, done.stderr


def test_an_empty_directory_becomes_one_that_works(own_environment, tmp_path):
    place = tmp_path / "deep" / "down"
    member = ("--data-dir", str(place), "member", "ada@example.org")
    assert run(own_environment, *member) == (
        1,
        "",
        "gadfly: The database is not up to date. Run: gadfly migrate\n",
    )
    made = run(own_environment, "--data-dir", str(place), "migrate")
    assert made == (0, "The database is up to date.\n", "")
    assert run(own_environment, *member)[0] == 0
    assert place.stat().st_mode & 0o077 == 0, "all state is its owner's alone"


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_stays_as_it_is(gadfly):
    assert gadfly("migrate").out == "The database is up to date.\n"


def test_a_data_directory_that_is_a_file_is_named(own_environment, tmp_path):
    place = tmp_path / "file"
    place.touch()
    code, _, said = run(own_environment, "--data-dir", str(place), "migrate")
    assert (code, said.startswith(f"gadfly: {place} cannot be used: File exists.")) == (1, True)


def test_a_setting_that_cannot_be_used_is_said_in_a_sentence(own_environment):
    code, _, said = run({**own_environment, "GADFLY_DATABASE_URL": "gadfly"}, "migrate")
    assert (code, said) == (
        1,
        "gadfly: GADFLY_DATABASE_URL must look like postgres://user:password@host:port/name.\n",
    )
