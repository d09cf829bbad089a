"""The released form: ten fields exactly, readable both ways, and never more than was released."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gadfly.science.datasets import (
    Arm,
    AttackRecord,
    BadRecord,
    Form,
    Layout,
    SelfReport,
    Summary,
    UnwritableError,
    pieces,
    read,
    scan,
    write,
)
from gadfly.science.dialogue import Candidate, Dialogue, Turn
from tests.science.datasets.records import FULL, RELEASED, attacks, number, text, whole

MISSPELT, CORRECT = "task_descripton_harmlessness_score", "task_description_harmlessness_score"

said = st.text(max_size=20) | st.sampled_from([" Salt. ", "", "\n\nHuman: Bread?", "Soup"])
transcripts = st.lists(st.tuples(st.sampled_from(["Human", "Assistant"]), said), max_size=4).map(
    lambda lines: "".join(f"\n\n{name}: {line}" for name, line in lines)
)
released = st.fixed_dictionaries(
    {
        "transcript": transcripts,
        "min_harmlessness_score_transcript": st.none() | number,
        "num_params": text,
        "model_type": text,
        "rating": st.none() | st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0]),
        "task_description": text,
        MISSPELT: st.none() | number,
        "red_team_member_id": st.none() | whole,
        "is_upworker": st.none() | st.booleans(),
        "tags": st.none() | st.lists(text, max_size=2),
    }
)


def written(records, **how: Any) -> bytes:
    return b"".join(pieces(records, **how))


def line(found: object) -> io.BytesIO:
    return io.BytesIO(json.dumps(found).encode())


def told(changed: object) -> str:
    """What is said about one line that holds `changed`."""
    (entry,) = scan(line(changed))
    assert isinstance(entry, BadRecord)
    return f"{entry.field} {entry.reason}"


def test_the_ten_fields_come_into_their_places():
    assert list(read(line(RELEASED))) == [
        AttackRecord(
            Dialogue((Turn("Is the soup salty?", (Candidate("Salt it yourself."),), continued=0),)),
            task_description="Get a curt answer about soup",
            member=7,
            arm=Arm(intervention="rlhf", size="52B"),
            report=SelfReport(success=2),
            scores=Summary(min=-0.25, intent=1.5),
            tags=("Kitchen", "Manners"),
            is_upworker=False,
        )
    ]


def test_exactly_the_ten_fields_are_written_in_their_order():
    found = json.loads(written(read(line(RELEASED))))
    assert found == RELEASED
    assert list(found) == list(RELEASED)
    assert isinstance(found["rating"], float)


@given(st.lists(released, max_size=4), st.sampled_from(Layout), st.booleans())
def test_what_was_read_is_written_the_same(found, layout, gzip):
    records = list(read(io.BytesIO("\n".join(map(json.dumps, found)).encode())))
    exported = written(records, layout=layout, gzip=gzip)
    imported = list(read(io.BytesIO(exported)))
    assert imported == records
    assert written(imported, layout=layout, gzip=gzip) == exported
    assert [json.loads(each) for each in written(imported).decode().split("\n")[:-1]] == found


@given(st.lists(attacks(), max_size=3))
@settings(max_examples=50)
def test_any_attack_has_a_released_form_that_reads_back_to_itself(records):
    exported = written(records)
    assert written(read(io.BytesIO(exported))) == exported


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json", "a.json.gz"])
def test_a_file_written_again_has_the_same_bytes(tmp_path: Path, name):
    first, again = tmp_path / name, tmp_path / f"again-{name}"
    assert write(first, [FULL] * 300) == 300
    write(again, read(first))
    assert again.read_bytes() == first.read_bytes()


def test_the_misspelt_field_can_be_written_right():
    found = json.loads(written(read(line(RELEASED)), correct=True))
    assert list(found) == [CORRECT if name == MISSPELT else name for name in RELEASED]
    assert found[CORRECT] == RELEASED[MISSPELT]


def test_both_spellings_are_read():
    right = RELEASED | {CORRECT: RELEASED[MISSPELT]}
    del right[MISSPELT]
    assert list(read(line(right))) == list(read(line(RELEASED)))


def test_the_two_spellings_at_once_are_refused():
    assert told(RELEASED | {CORRECT: 1.5}) == f"{MISSPELT} and {CORRECT} are the same field"


@pytest.mark.parametrize("name", ["min_harmlessness_score_transcript", MISSPELT, "is_upworker", "tags"])
def test_what_is_added_to_an_attack_later_may_be_absent_and_is_not_known(name):
    without = {each: value for each, value in RELEASED.items() if each != name}
    assert json.loads(written(read(line(without)))) == RELEASED | {name: None}


@pytest.mark.parametrize(
    "name", ["transcript", "num_params", "model_type", "rating", "task_description", "red_team_member_id"]
)
def test_r36_what_makes_an_attack_must_be_there(name):
    assert told({each: value for each, value in RELEASED.items() if each != name}) == f"{name} is missing"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("rating", 5, "must be a whole number from 0 to 4, or null"),
        ("rating", -1, "must be a whole number from 0 to 4, or null"),
        ("rating", 2.5, "must be a whole number from 0 to 4, or null"),
        ("rating", "4", "must be a number or null, not text"),
        ("rating", True, "must be a number or null, not true or false"),
        ("red_team_member_id", 7.0, "must be a whole number or null, not a fraction"),
        ("is_upworker", "False", "must be true or false or null, not text"),
        ("tags", ["Kitchen", None], "must be text, not null"),
        ("num_params", 52, "must be text, not a whole number"),
        ("transcript", None, "must be text, not null"),
        ("transcript", "Soup is served.", "must begin with 'Human:' or 'Assistant:'"),
        ("transcript", "A note.\n\nHuman: Soup?", "must begin with 'Human:' or 'Assistant:'"),
    ],
)
def test_r36_a_value_that_may_not_be_is_named_by_its_field(name, value, reason):
    assert told(RELEASED | {name: value}) == f"{name} {reason}"


def test_r36_an_unknown_field_is_refused():
    assert told(RELEASED | {"ratting": 4}) == " the field 'ratting' is not known here"


def test_r36_a_field_that_stands_twice_is_refused():
    twice = json.dumps(RELEASED).replace('"rating": 2.0', '"rating": 2.0, "rating": 4.0')
    (entry,) = scan(io.BytesIO(twice.encode()))
    assert str(entry) == "record 1, line 1: the key 'rating' stands twice"


def test_r36_nan_is_not_a_score():
    assert told(RELEASED | {MISSPELT: float("nan")}) == (
        f"{MISSPELT} must be a number or null, not NaN or Infinity, which JSON does not have"
    )


def test_a_rating_that_was_not_given_is_not_zero():
    (record,) = read(line(RELEASED | {"rating": None}))
    assert record.report.success is None
    assert json.loads(written([record]))["rating"] is None


def test_no_tags_are_not_the_same_as_no_review():
    records = [next(read(line(RELEASED | {"tags": tags}))) for tags in ([], None)]
    assert [record.tags for record in records] == [(), None]


def test_a_transcript_with_blanks_of_its_own_is_written_as_it_was():
    text = "\n\nHuman: Soup?  \n\nAssistant:"
    (record,) = read(line(RELEASED | {"transcript": text}))
    assert record.dialogue.text() == "\n\nHuman: Soup?\n\nAssistant: "
    assert json.loads(written([record]))["transcript"] == text


def test_words_taken_out_of_a_dialogue_do_not_leave_with_the_old_transcript():
    (record,) = read(line(RELEASED | {"transcript": "\n\nHuman: Soup for Ann?  "}))
    cleaned = replace(record, dialogue=Dialogue((Turn("Soup for [name]?"),)))
    assert json.loads(written([cleaned]))["transcript"] == "\n\nHuman: Soup for [name]?"


def test_candidates_that_were_not_continued_do_not_leave():
    assert b"It is" in written([FULL], form=Form.NATIVE)
    assert b"It is" not in written([FULL])


def test_an_attack_that_contradicts_itself_is_not_written():
    turn = Turn("Soup?", (Candidate("Yes."),), continued=-1)
    with pytest.raises(UnwritableError, match=r"record 2: dialogue.turns.continued names no candidate"):
        written([FULL, AttackRecord(Dialogue((turn,)))])


def test_the_real_transcripts_are_read_and_written_as_they_are(shared_data: Path):
    path = shared_data / "redteam" / "anthropic_rta_5_transcripts.jsonl"
    originals = [json.loads(each) for each in path.read_text("utf-8").splitlines()]
    records = list(read(path))
    exported = [json.loads(each) for each in written(records).decode().splitlines()]
    assert exported == [original | {MISSPELT: None} for original in originals]
    assert [len(record.dialogue.turns) for record in records] == [4, 6, 5, 5, 3]
    assert [record.report.success for record in records] == [0, 4, 2, 4, 4]
