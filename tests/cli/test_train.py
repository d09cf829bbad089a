"""`gadfly train preference` writes weights and a card, says how good they are, or says what is wrong."""

import gzip
import json

import pytest

from gadfly.cli import main
from gadfly.science.dialogue import Message, Role, text_of
from gadfly.science.preference.store import load
from tests.science.preference.kitchen import planted


@pytest.fixture
def kitchen(tmp_path):
    """A packed file of sixty planted pairs."""
    rows = [
        {
            side: text_of([*pair.prompt, Message(Role.ASSISTANT, getattr(pair, side))])
            for side in ("chosen", "rejected")
        }
        for pair in planted(60)
    ]
    path = tmp_path / "kitchen.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return path


def test_weights_card_and_report_are_made(kitchen, tmp_path, capsys):
    made = tmp_path / "new" / "folder"
    assert main(["train", "preference", str(kitchen), "-o", str(made), "--name", "kitchen-1"]) == 0
    model = load(made / "kitchen-1.json")
    assert (made / "CARD.md").read_text().startswith(f"# The preference model {model.scorer}\n")
    assert capsys.readouterr().out.startswith(f"{model.scorer}: 60 pairs, 60 first messages\n")


def test_a_file_that_holds_no_pairs_is_said_to_hold_none(tmp_path, capsys):
    path = tmp_path / "notes.txt"
    path.write_text("eggs, flour\n")
    assert main(["train", "preference", str(path), "-o", str(tmp_path)]) == 1
    assert capsys.readouterr() == ("", "Line 1 is not JSON.\n")


def test_too_few_pairs_are_said_to_be_too_few(tmp_path, capsys):
    path = tmp_path / "empty.jsonl"
    path.touch()
    assert main(["train", "preference", str(path), "-o", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        "Training needs at least 50 different first human messages; here are 0.\n"
    )


def test_a_folder_that_cannot_be_made_is_named(kitchen, capsys):
    assert main(["train", "preference", str(kitchen), "-o", str(kitchen)]) == 1
    assert capsys.readouterr().err == f"{kitchen} cannot be written: File exists.\n"


def test_a_name_that_could_leave_the_folder_is_refused(kitchen, tmp_path):
    with pytest.raises(SystemExit) as ended:
        main(["train", "preference", str(kitchen), "-o", str(tmp_path), "--name", "../up"])
    assert ended.value.code == 2
