"""A data directory is held by one process, for as long as that lives."""

import subprocess
import sys

from gadfly.site.alone import alone
from tests.patience import PATIENCE
from tests.processes import heard, started

HOLD = """
import sys
from pathlib import Path
from gadfly.site.alone import alone
with alone(Path(sys.argv[1])) as ours:
    print(ours, flush=True)
    sys.stdin.read()
"""


def test_whoever_comes_second_is_told_and_may_come_again(tmp_path):
    with alone(tmp_path) as first, alone(tmp_path) as second:
        assert (first, second) == (True, False)
    with alone(tmp_path) as again:
        assert again


def test_a_process_that_is_killed_holds_nothing(tmp_path):
    command = (sys.executable, "-c", HOLD, str(tmp_path))
    with started(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert heard(other, "\n") == "True\n"
        with alone(tmp_path) as meanwhile:
            assert not meanwhile
        other.kill()
        other.wait(PATIENCE)
    with alone(tmp_path) as ours:
        assert ours


def test_only_its_owner_may_look_into_what_runs(tmp_path):
    with alone(tmp_path):
        assert (tmp_path / "run").stat().st_mode & 0o077 == 0
