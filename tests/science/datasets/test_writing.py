"""Writing: a file is whole or absent, and a download comes in pieces."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gadfly.science.datasets import AttackRecord, Form, Layout, UnwritableError, pieces, read, write
from tests.processes import heard, started
from tests.science.datasets.records import FULL

KILLED = """
import os, signal, sys
from itertools import repeat
from gadfly.science.datasets import AttackRecord, Form, write
from gadfly.science.dialogue import Dialogue, Turn

def attacks():
    for number in range(5_000):
        yield AttackRecord(Dialogue((Turn("Soup?" * 50),)))
    print("under way", flush=True)
    sys.stdin.read()

write(sys.argv[1], attacks(), form=Form.NATIVE)
"""


def stopping() -> Iterator[AttackRecord]:
    yield FULL
    raise KeyboardInterrupt


@pytest.mark.fault
@pytest.mark.parametrize("name", ["a.jsonl", "a.json.gz", "a.parquet"])
def test_a_killed_export_leaves_what_was_there(tmp_path: Path, name):
    path = tmp_path / name
    write(path, [FULL], form=Form.NATIVE)
    before = path.read_bytes()
    command = (sys.executable, "-c", KILLED, str(path))
    with started(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as export:
        assert heard(export, "\n") == "under way\n"
        export.kill()
    assert path.read_bytes() == before
    assert [each.suffix for each in tmp_path.iterdir() if each != path] == [".part"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json.gz", "a.parquet"])
def test_an_export_that_is_stopped_leaves_nothing(tmp_path: Path, name):
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / name, stopping(), form=Form.NATIVE)
    assert list(tmp_path.iterdir()) == []


def test_a_file_takes_the_place_of_the_one_before(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_text("soup")
    assert write(path, [FULL] * 2) == 2
    assert len(list(read(path))) == 2
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_may_be_written_from_itself(tmp_path: Path):
    path = tmp_path / "a.parquet"
    write(path, [FULL] * 3, form=Form.NATIVE)
    assert write(path, read(path), form=Form.NATIVE) == 3


def test_others_on_the_machine_may_not_read_it(tmp_path: Path):
    write(tmp_path / "a.jsonl", [FULL])
    assert (tmp_path / "a.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_is_told_as_such(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "none" / "a.jsonl", [FULL])


@pytest.mark.parametrize(
    ("name", "form", "endings"),
    [
        ("a.csv", Form.RELEASED, ".jsonl, .jsonl.gz, .json, .json.gz"),
        ("a.parquet", Form.RELEASED, ".jsonl, .jsonl.gz, .json, .json.gz"),
        ("a.gz", Form.NATIVE, ".jsonl, .jsonl.gz, .json, .json.gz, .parquet"),
        ("a.parquet.gz", Form.NATIVE, ".jsonl, .jsonl.gz, .json, .json.gz, .parquet"),
    ],
)
def test_a_name_says_what_a_file_holds(tmp_path: Path, name, form, endings):
    with pytest.raises(UnwritableError) as caught:
        write(tmp_path / name, [FULL], form=form)
    assert str(caught.value) == f"the name of a file of the {form} form must end in {endings}"
    assert list(tmp_path.iterdir()) == []


def test_the_ending_may_be_in_capitals(tmp_path: Path):
    write(tmp_path / "A.JSON", [FULL])
    assert len(json.loads((tmp_path / "A.JSON").read_bytes())) == 1


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_array_is_one_json_value_and_lines_are_many(count):
    array = b"".join(pieces([FULL] * count, layout=Layout.ARRAY))
    lines = b"".join(pieces([FULL] * count, layout=Layout.LINES))
    assert json.loads(array) == [json.loads(line) for line in lines.decode().split("\n")[:-1]]
    assert len(json.loads(array)) == count


def test_a_download_begins_before_the_last_attack_is_there():
    taken: list[int] = []

    def attacks() -> Iterator[AttackRecord]:
        for number in range(10_000):
            taken.append(number)
            yield FULL

    next(pieces(attacks()))
    assert len(taken) < 1_000
