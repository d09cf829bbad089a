"""Rows of other people's columns become attacks."""

import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gadfly.science.datasets import AttackRecord, ColumnError, Limits, scan

REAL = Path(__file__).parents[4] / "shared" / "data" / "redteam"
HEADER = "question,score,worker,tags,is_upworker\n"


def csv(text: str, **columns: str) -> list[Any]:
    return list(scan(io.BytesIO(text.encode()), columns=columns))


def lines(*rows: object, **columns: str) -> list[Any]:
    return csv("".join(json.dumps(row) + "\n" for row in rows), **columns)


def entries(path: Path, **columns: str) -> list[Any]:
    return list(scan(path, columns=columns))


def said(entries: list[object]) -> list[str]:
    return [str(entry) for entry in entries if not isinstance(entry, AttackRecord)]


def test_a_map_names_the_columns():
    text = HEADER + "Why?,4,ann,a;b,yes\nHow?,,7,\"['c', 'd']\",\n"
    one, two = csv(text, message="question", rating="score", member="worker")
    assert (one.dialogue.turns[0].human, one.report.success, one.member) == ("Why?", 4, -1)
    assert (one.tags, one.is_upworker) == (("a", "b"), True)
    assert (two.report.success, two.member, two.tags, two.is_upworker) == (None, 7, ("c", "d"), None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Why?,9,1,,", "line 2: rating must be a whole number from 0 to 4, or null"),
        ("Why?,x,1,,", "line 2: score must be a number"),
        ("Why?,1,1,[,", "line 2: tags must be a list, as JSON has it"),
        ("Why?,1,1,,maybe", "line 2: is_upworker must be yes or no (accepted or rejected)"),
        ("Why?,1", "line 2: the row has 2 cells, the header 5"),
    ],
)
def test_a_bad_row_names_its_line_and_column_and_the_next_is_read(row, reason):
    entries = csv(f"{HEADER}{row}\nHow?,1,1,,\n", message="question", rating="score")
    assert said(entries) == [f"record 1, {reason}"]
    assert isinstance(entries[-1], AttackRecord)


def test_an_empty_line_is_no_row():
    assert [one.dialogue.turns[0].human for one in csv("message\nWhy?\n\nHow?\n")] == ["Why?", "How?"]


def test_a_file_that_breaks_is_read_up_to_there():
    assert "this is not CSV" in said(csv('message\nWhy?\n"open'))[0]
    broken = io.BytesIO(b"message\nWhy?\n\xff\n")
    assert said(list(scan(broken, columns={}))) == ["record 1, line 1: the text is not UTF-8"]
    long = io.BytesIO(b"message\n" + b"x" * 400_000)
    assert "longer" in said(list(scan(long, columns={}, limits=Limits(record_bytes=1_000))))[0]


def test_what_cannot_be_unpacked_is_said():
    assert said(list(scan(io.BytesIO(b"\x1f\x8bnot gzip"), columns={})))[0].endswith("damaged")


def test_columns_that_are_not_there_are_named():
    with pytest.raises(ColumnError, match="no column 'points' for rating"):
        csv(HEADER + "Why?,1,1,,\n", rating="points")
    with pytest.raises(ColumnError, match="anything of an attack"):
        csv("a,b\n1,2\n")


def test_challenge_rows_are_known_by_their_grade():
    talk = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Which spoon?"},
        {"role": "assistant", "content": "The wooden one."},
    ]
    row = {"conversation": json.dumps(talk), "submission_grade": "accepted", "challenges_name": "Spoons",
           "category_name": "Kitchen"}  # fmt: skip
    one, two, three = lines(row, row | {"submission_grade": "rejected", "conversation": talk}, row | {
        "submission_grade": None, "conversation": None})  # fmt: skip
    assert [each.report.success for each in (one, two, three)] == [4, 0, None]
    assert (one.task_description, one.tags, one.member) == ("Spoons", ("Kitchen",), None)
    assert one.dialogue.text() == "\n\nHuman: Which spoon?\n\nAssistant: The wooden one."
    assert two.dialogue == one.dialogue
    assert three.dialogue.turns == ()
    (open_,) = lines(row | {"submission_grade": "unsubmitted"})
    assert open_.report.success is None


def test_challenge_rows_that_are_messages_are_refused():
    with pytest.raises(ColumnError, match="one message"):
        lines({"conversation": "[]", "submission_grade": "accepted", "role_number": 1})


@pytest.mark.parametrize("talk", ["{}", "no list", [{"role": "cook", "content": "x"}], [1]])
def test_what_is_no_conversation_is_bad(talk):
    assert len(said(lines({"conversation": talk}))) == 1


def test_objects_may_lack_columns_and_other_values_are_bad():
    first = {"message": "Why?", "rating": 1, "reply": "So.", "member": 3.0, "size": "7B"}
    one, two, three, four = lines(first, {"message": "How?"}, 5, first | {"member": [1]})
    assert one.dialogue.text() == "\n\nHuman: Why?\n\nAssistant: So."
    assert (one.member, one.arm.size, two.report.success) == (3, "7B", None)
    assert said([three, four]) == [
        "record 3, line 3: must be an object", "record 4, line 4: member must be text"]  # fmt: skip


def test_released_and_native_rows_are_read_as_ever_though_columns_may_be_named(tmp_path):
    transcript = "\n\nHuman: Why?\n\nAssistant: So."
    (one,) = lines({"transcript": transcript, "intent": "x"}, intent="intent")
    assert one.dialogue.text() == transcript


def test_parquet_of_any_columns_is_read(tmp_path):
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"message": ["Why?", "How?"], "rating": [1, 9], "tags": [["a"], None]}), path)
    one, two = entries(path)
    assert (one.report.success, one.tags) == (1, ("a",))
    assert str(two).startswith("record 2: rating must be")
    tiny = Limits(unpacked_bytes=1)
    assert said(list(scan(path, columns={}, limits=tiny)))[0].startswith("record 1: the file unpacks")
    path.write_bytes(path.read_bytes()[:60])
    assert "damaged" in said(list(scan(path, columns={"rating": "rating"})))[0]
    assert "damaged" in said(list(scan(path, columns={})))[0]


@pytest.mark.skipif(not REAL.exists(), reason="the public records lie beside the checkout, and not here")
def test_the_public_records_are_read():
    rows = entries(REAL / "anthropic_rta_113_questions.csv", message="question")
    assert [type(each) for each in rows] == [AttackRecord] * 113
    assert {each.arm.size for each in rows} <= {"2.7B", "13B", "52B"}
    whole = entries(REAL / "anthropic_rta_5_transcripts.jsonl")
    assert [type(each) for each in whole] == [AttackRecord] * 5
