"""The file of `gadfly chat`: what was saved stays, whatever is killed when."""

import json
import os
from pathlib import Path

import pytest

from gadfly.cli.journal import Journal, JournalError
from gadfly.science.datasets import AttackRecord, read
from gadfly.science.dialogue import Candidate, Dialogue, Turn


def attack(key: str, state: str = "ended") -> AttackRecord:
    turn = Turn(
        "How long?", (Candidate("Ten minutes."), Candidate("Twelve.")), picked=0, strength=3, continued=0
    )
    return AttackRecord(Dialogue((turn,)), task_description="eggs", key=key, state=state)


def keys(path: Path) -> list[str]:
    return [record.key for record in read(path)]


def test_attacks_are_appended_and_can_be_read(tmp_path: Path):
    journal = Journal(tmp_path / "attacks.jsonl")
    journal.append(attack("a"))
    Journal(journal.path).append(attack("b"))
    assert list(read(journal.path)) == [attack("a"), attack("b")]


def test_only_the_owner_may_read_them(tmp_path: Path):
    journal = Journal(tmp_path / "attacks.jsonl")
    journal.draft(attack("a", "open"))
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_an_attack_under_way_is_saved_at_the_next_start_as_left(tmp_path: Path):
    path = tmp_path / "attacks.jsonl"
    Journal(path).draft(attack("a", "open"))
    again = Journal(path)
    assert again.recover() == attack("a", "left")
    assert again.recover() is None
    assert list(read(path)) == [attack("a", "left")]
    assert list(tmp_path.iterdir()) == [path]


def test_an_attack_that_was_saved_before_the_kill_is_not_saved_twice(tmp_path: Path):
    journal = Journal(tmp_path / "attacks.jsonl")
    journal.append(attack("a"))
    journal.draft(attack("a", "open"))  # as if the kill came before the draft was taken away
    assert Journal(journal.path).recover() is None
    assert keys(journal.path) == ["a"]


def test_a_torn_line_does_not_tear_the_next_one(tmp_path: Path):
    path = tmp_path / "attacks.jsonl"
    Journal(path).append(attack("a"))
    path.write_bytes(path.read_bytes() + b'{"dialogue": {"tur')
    journal = Journal(path)
    journal.draft(attack("b", "open"))
    assert journal.recover() == attack("b", "left")
    lines = path.read_text().splitlines()
    assert [json.loads(lines[0])["key"], lines[1], json.loads(lines[2])["key"]] == [
        "a",
        '{"dialogue": {"tur',
        "b",
    ]


def test_a_draft_that_cannot_be_read_is_not_thrown_away(tmp_path: Path):
    beside = tmp_path / "attacks.open.jsonl"
    beside.write_text("not an attack")
    with pytest.raises(JournalError, match="holds an attack that cannot be read; move it away"):
        Journal(tmp_path / "attacks.jsonl").recover()
    assert beside.read_text() == "not an attack"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("attacks.json", "must end in .jsonl; attacks.json does not"),
        ("none/attacks.jsonl", "There is no folder"),
        ("folder.jsonl", "cannot be written: Is a directory"),
    ],
)
def test_a_place_that_cannot_be_is_told_before_anything_is_typed(tmp_path: Path, name: str, says: str):
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(JournalError, match=says):
        Journal(tmp_path / name)


def test_a_full_disk_is_told_and_the_file_stays_whole(tmp_path: Path):
    if not Path("/dev/full").exists() or os.name != "posix":
        pytest.skip("There is no /dev/full here.")
    journal = Journal(tmp_path / "attacks.jsonl")
    journal.append(attack("a"))
    journal.path = Path("/dev/full")
    with pytest.raises(JournalError, match="No space left on device"):
        journal.append(attack("b"))
    assert keys(tmp_path / "attacks.jsonl") == ["a"]
