"""The tools that start the tests do what they say."""

import re
import subprocess
import sys
from importlib import import_module
from inspect import signature

import psycopg
import pytest

from benchmarks.__main__ import BENCHMARKS
from tests.house.tree import ROOT
from tests.patience import PATIENCE
from tools import postgres


def test_a_throw_away_postgresql_is_as_durable_as_a_real_one(postgres_cluster):
    """R2."""
    with psycopg.connect(postgres_cluster.url()) as connection:
        kept = [connection.execute(f"SHOW {name}").fetchone() for name in
                ("fsync", "synchronous_commit", "full_page_writes")]  # fmt: skip
    assert kept == [("on",), ("on",), ("on",)]


def test_a_throw_away_postgresql_ends_with_the_command_and_passes_its_exit_code_on():
    """What is left: no process, no port, no file."""
    script = "import os, sys; print(os.environ['GADFLY_DATABASE_URL']); sys.exit(3)"
    done = subprocess.run(
        (sys.executable, "-m", "tools.postgres", sys.executable, "-c", script),
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == (3 if postgres.binaries() else postgres.UNAVAILABLE)
    if postgres.binaries():
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(done.stdout.strip())


def test_ci_runs_the_command_a_newcomer_runs():
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1] == "make test"


def test_make_alone_lists_every_wish():
    rules = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    make = ("make", "--no-print-directory")
    said = subprocess.run(make, cwd=ROOT, check=True, capture_output=True, text=True, timeout=PATIENCE)
    assert re.findall(r"^  make (\w+)", said.stdout, re.MULTILINE) == rules


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_can_be_run_with_the_others_and_by_itself_and_in_short(name):
    module = import_module(f"benchmarks.{name}")
    assert signature(module.measured).parameters["quick"].default is False
    done = subprocess.run(
        (sys.executable, "-m", module.__name__, "--help"),
        cwd=ROOT, check=True, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert "--quick" in done.stdout
