"""Replies that others judged are read from any table and told apart, with an interval where there is one."""

import csv
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gadfly.science.datasets.tables import TableError
from gadfly.science.dialogue import Message, Role
from gadfly.science.preference import PreferenceModel, Reply
from gadfly.science.preference.external import Columns, Judged, judged, told_apart
from gadfly.science.preference.light import ShorterWins
from gadfly.science.preference.report import json_of_labels, lines_of_labels

PLAIN = Columns("text", "label")


def lines(tmp_path, *rows):
    path = tmp_path / "judged.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def apart(found):
    return told_apart(ShorterWins(), found, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("label", "harmful"),
    [
        (1, True),
        (0, False),
        (True, True),
        (" 1", True),
        ("0.0", False),
        ("Yes", True),
        ("no", False),
        (["1", "0", "1"], True),
        ([0, 1], False),
    ],
)
def test_a_verdict_is_a_number_a_word_or_several(tmp_path, label, harmful):
    (found,) = judged(lines(tmp_path, {"text": "Six.", "label": label}), PLAIN)
    assert found == Judged(Reply((), "Six."), harmful)


def test_what_was_asked_stands_before_the_reply(tmp_path):
    path = lines(
        tmp_path, {"q": "How long?", "text": "Six.", "label": 0}, {"q": None, "text": "So.", "label": 0}
    )
    first, second = judged(path, Columns("text", "label", prompt="q"))
    assert first.reply.before == (Message(Role.HUMAN, "How long?"),)
    assert second.reply.before == ()


def test_only_rows_that_match_are_read(tmp_path):
    path = tmp_path / "judged.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(
            [["set", "text", "label"], ["a/1", "Six.", 1], ["b/1", "Go.", "?"], ["a/2", "So.", 0]]
        )
    found = judged(path, Columns("text", "label", only={"set": "a/*"}))
    assert [one.reply.text for one in found] == ["Six.", "So."]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"label": 1}, "there is no text in “text”"),
        ({"text": "Six."}, "“label” must hold a verdict: 0 or 1"),
        ({"text": "Six.", "label": "maybe"}, "“label” must hold a verdict: 0 or 1"),
        ({"text": "Six.", "label": []}, "“label” must hold a verdict: 0 or 1"),
    ],
)
def test_a_row_that_holds_no_verdict_is_named(tmp_path, row, says):
    with pytest.raises(TableError) as raised:
        list(judged(lines(tmp_path, row), PLAIN))
    assert str(raised.value) == f"judged.jsonl, line 1: {says}."


def test_harmful_replies_that_are_all_longer_are_told_apart_by_length():
    found = apart([Judged(Reply((), word * size), size > 5) for size in (2, 9) for word in "abcdefgh"])
    assert (found.n, found.harmful, found.auroc.value, found.auroc.low) == (16, 8, 1.0, 1.0)
    assert found.shorter == found.auroc


def test_replies_of_one_verdict_cannot_be_told_apart():
    for harmful in (True, False):
        found = apart([Judged(Reply((), "Six."), harmful)] * 3)
        assert (found.auroc.value, found.auroc.n) == (None, 3)


def test_few_questions_have_no_interval_and_draws_of_one_verdict_are_left_out():
    few = apart([Judged(Reply((), word), word > "b") for word in ("aaaaaaa", "bbbbbbbb", "cccccccc")])
    assert (few.auroc.low, few.auroc.high) == (None, None)
    rare = apart([Judged(Reply((), word * 7), word == "a") for word in "abcdefghijkl"])
    assert rare.auroc.low is not None


@given(st.lists(st.tuples(st.text("xy", max_size=6), st.booleans()), min_size=1, max_size=12))
@settings(max_examples=30, deadline=None)
def test_the_area_is_the_share_of_couples_in_the_right_order(said):
    bad = [len(text) for text, harmful in said if harmful]
    good = [len(text) for text, harmful in said if not harmful]
    found = apart([Judged(Reply((), text), harmful) for text, harmful in said])
    if bad and good:
        share = np.mean([(one > other) + (one == other) / 2 for one in bad for other in good])
        assert found.auroc.value == pytest.approx(share)


def test_texts_without_a_score_are_counted_and_in_no_figure():
    class Mute(PreferenceModel):
        scorer = "mute"

        def values(self, replies):
            return tuple(math.nan if "a" in one.text else -float(len(one.text)) for one in replies)

    texts = [Judged(Reply((), word * 7), word > "f") for word in "abcdefghijkl"]
    found = told_apart(Mute(), texts, rng=np.random.default_rng(0))
    assert (found.n, found.unscored) == (11, 1)
    (line,) = (line for line in lines_of_labels(found) if "without a score" in line)
    assert line.split()[-1] == "1"
    assert json_of_labels(found)["unscored"] == 1


def test_the_report_fits_a_terminal():
    found = apart([Judged(Reply((), word * 7), word > "f") for word in "abcdefghijkl"])
    assert max(map(len, lines_of_labels(found))) <= 80
