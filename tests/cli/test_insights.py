"""`gadfly simulate`, `insights` and `compare`: two commands from nothing to a report."""

import io
import json

import pytest

from gadfly.cli.bars import Bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def made(gadfly, tmp_path):
    out = tmp_path / "a.jsonl"
    said = gadfly(
        "simulate",
        "400",
        "-o",
        out,
        "--seed",
        3,
        "--truth",
        tmp_path / "t.json",
        "--reviews",
        tmp_path / "r.csv",
    )
    assert (said.code, said.out.splitlines()[0]) == (0, f"400 attacks written to {out}.")
    return out


def test_what_was_planted_stands_beside(made, tmp_path):
    assert json.loads((tmp_path / "t.json").read_text())["attacks"] == 400
    assert (tmp_path / "r.csv").read_text().startswith("attack,reviewer,value\n")


def test_two_commands_make_a_report(gadfly, made, tmp_path):
    said = gadfly("insights", made, "-o", tmp_path / "out", "--no-map")
    assert said.code == 0
    assert said.out.splitlines()[0] == "400 attacks."
    assert "s of work" in said.err
    found = json.loads(gadfly("insights", made, "-o", tmp_path / "out", "--json").out)
    assert sum(cell["n"] for cell in found["cells"]) == found["n"] == 400
    assert "steps were done before" in gadfly("insights", made, "-o", tmp_path / "out").err


def test_bad_records_are_told_or_left_out(gadfly, tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("what,grade\nWhy?,1\n" + "How?,9\n" * 22)
    words = ("insights", file, "-o", tmp_path / "out", "--columns", "message=what,rating=grade")
    refused = gadfly(*words)
    assert (refused.code, refused.out) == (1, "")
    assert (
        "gadfly: x.csv, record 2, line 3: grade" in refused.err
        or "x.csv, record 2, line 3: rating" in refused.err
    )
    taken = gadfly(*words, "--skip-bad")
    assert taken.code == 0
    assert "and 2 more" in taken.err


@pytest.mark.parametrize(
    "words", [("simulate", 0, "-o", "x.jsonl"), ("insights", "x", "-o", "y", "--columns", "spoon=x")]
)
def test_what_makes_no_sense_is_not_understood(gadfly, words):
    assert gadfly(*words).code == 2


def _unscored(folder):
    (folder / "u.csv").write_text("message,rating\nWhy?,1\nHow?,2\n")
    return folder / "u.csv"


def test_two_datasets_are_compared(gadfly, made, tmp_path):
    other = tmp_path / "b.jsonl"
    gadfly("simulate", "400", "-o", other, "--seed", 4, "--free")
    said = gadfly("compare", made, other, "-o", tmp_path / "tables")
    assert said.out.startswith("The mean lowest score of all attacks")
    assert (tmp_path / "tables" / "differences.csv").exists()
    assert max(map(len, said.out.splitlines())) <= 80
    assert "\nrlhf 52B\n  mean lowest score" in said.out
    assert "\npairs\n  same first message: lowest score" in said.out
    assert set(json.loads(gadfly("compare", made, other, "--json").out)) == {"differences", "pairs"}
    sparse = gadfly("compare", made, _unscored(tmp_path)).out
    assert "not defined" in sparse
    bad = tmp_path / "c.csv"
    bad.write_text("message,rating\nWhy?,1\nHow?,9\n")
    assert gadfly("compare", bad, bad, "--skip-bad").err.count("left out") == 2


def test_a_bar_shows_on_a_terminal_alone():
    for out, shown in ((Terminal(), True), (io.StringIO(), False)):
        with Bar("Spoons", 4, out) as bar:
            bar.step(2)
            bar.rename("Forks")
        assert ("Spoons" in out.getvalue()) is shown
    bar = Bar("Forks", 4, io.StringIO())
    bar.step(2)
    assert bar.line(3).startswith("Forks [###############...............]  50%, 3 s left")
    assert Bar("Spoons", 0, io.StringIO()).line(1).startswith("Spoons [....")
