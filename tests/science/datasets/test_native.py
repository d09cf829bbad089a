"""The native form: everything comes back, in JSON and in Parquet, and nothing unsound gets in."""

import dataclasses
import io
import json
from dataclasses import replace
from datetime import datetime
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
    TurnDetail,
    UnwritableError,
    pieces,
    read,
    scan,
    write,
)
from gadfly.science.datasets.misfits import MisfitError
from gadfly.science.datasets.native import Native
from gadfly.science.dialogue import Candidate, Dialogue, State, Turn
from tests.science.datasets.records import FULL, NOON, attacks

few_attacks = st.lists(attacks(), max_size=4)


def written(records, **how) -> bytes:
    return b"".join(pieces(records, form=Form.NATIVE, **how))


def as_object(record: AttackRecord) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written([record]))
    return found


def settings_of(loose: Any) -> dict[str, Any]:
    return {"details": (TurnDetail(settings=loose),)}


def told(changed: object) -> str:
    """What is said about one line that holds `changed`."""
    (entry,) = scan(io.BytesIO(json.dumps(changed).encode()))
    assert isinstance(entry, BadRecord)
    return f"{entry.field} {entry.reason}"


@given(few_attacks, st.sampled_from(Layout), st.booleans())
@settings(max_examples=50)
def test_import_of_an_export_is_the_identity_in_json(records, layout, gzip):
    exported = written(records, layout=layout, gzip=gzip)
    imported = list(read(io.BytesIO(exported)))
    assert imported == records
    assert written(imported, layout=layout, gzip=gzip) == exported


@given(few_attacks)
@settings(max_examples=30)
def test_import_of_an_export_is_the_identity_in_parquet(tmp_path_factory, records):
    path = tmp_path_factory.mktemp("export") / "attacks.parquet"
    write(path, records, form=Form.NATIVE)
    assert list(read(path)) == records


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json", "a.json.gz", "a.parquet"])
def test_an_attack_comes_back_from_each_kind_of_file(tmp_path: Path, name):
    assert write(tmp_path / name, [FULL, FULL], form=Form.NATIVE) == 2
    assert list(read(tmp_path / name)) == [FULL, FULL]


def test_no_field_of_a_record_is_forgotten():
    kinds = [AttackRecord, Dialogue, Turn, Candidate, TurnDetail, Arm, SelfReport, Summary]
    text = written([FULL]).decode()
    names = [field.name for kind in kinds for field in dataclasses.fields(kind)]
    assert [name for name in names if f'"{name}":' not in text] == []


def test_what_the_first_files_did_not_have_may_be_absent():
    older = as_object(FULL)
    del older["reference"], older["arm"]["drawn_from"]
    (record,) = read(io.BytesIO(json.dumps(older).encode()))
    assert record == replace(FULL, reference=None, arm=replace(FULL.arm, drawn_from=()))


def test_times_are_written_in_utc():
    at = datetime.fromisoformat("2026-01-31T14:00:00+02:00")
    assert as_object(replace(FULL, started_at=at))["started_at"] == "2026-01-31T12:00:00+00:00"


def test_a_number_may_leave_its_point_out():
    changed = as_object(FULL)
    changed["scores"]["min"] = -1
    (record,) = read(io.BytesIO(json.dumps(changed).encode()))
    assert isinstance(record.scores.min, float)


COUNTED = "must be empty or count up from 1 over the candidates"
SHOWN = "must name candidates of its turn, each once"


@pytest.mark.parametrize(
    ("way", "value", "reason"),
    [
        ("member", "7", "must be a whole number or null, not text"),
        ("member", True, "must be a whole number or null, not true or false"),
        ("member", 2**63, "must be a whole number of at most 64 bits"),
        ("key", None, "must be text, not null"),
        ("key", "\ud800", "holds half of a surrogate pair, which is no character"),
        ("arm", [], "must be an object"),
        ("arm.probability", 1.5, "must lie between 0 and 1"),
        ("scores.min", 10**400, "must be a whole number of at most 64 bits"),
        ("scores.min", "low", "must be a number or null, not text"),
        ("report.harmful", 5, "must be a whole number from 0 to 4, or null"),
        ("report.needs_expertise", 1, "must be true or false or null, not a whole number"),
        ("started_at", "2026-01-31", "must be a time with its zone"),
        ("started_at", "noon", "must be a time such as 2026-01-31T12:00:00+00:00"),
        ("started_at", "0001-01-01T00:00:00+00:00", "must be a time after the year 1 and before 9999"),
        ("started_at", 0, "must be a time as text or null, not a whole number"),
        ("tags", "Kitchen", "must be a list or null, not text"),
        ("tags", [1], "must be text, not a whole number"),
        ("details", None, "must be a list, not null"),
        ("details", [as_object(FULL)["details"][1]] * 3, "has more entries than the dialogue has turns"),
        ("details.0.shown", [0, 0], SHOWN),
        ("details.0.shown", [2], SHOWN),
        ("details.0.scores", [0.5], "must be empty or have a value, or null, for each candidate"),
        ("details.0.attempts", [1], COUNTED),
        ("details.0.attempts", [1, 3], COUNTED),
        ("details.0.settings", [], "must be an object, not a list"),
        ("details.0.settings", {"seed": 2**63}, "must be a whole number of at most 64 bits"),
        ("dialogue.turns.0.picked", -1, "names no candidate of its turn"),
        ("dialogue.turns.1.continued", 0, "names no candidate of its turn"),
        ("dialogue.turns.0.strength", 0, "must lie between 1 and 4"),
        ("dialogue.turns.0.candidates.0.state", "eaten", "must be one of open, complete, interrupted"),
    ],
)
def test_r36_a_value_that_may_not_be_is_named_by_its_field(way, value, reason):
    changed: Any = as_object(FULL)
    inside = changed
    *steps, last = way.split(".")
    for step in steps:
        inside = inside[int(step) if step.isdigit() else step]
    inside[last] = value
    field = ".".join(step for step in way.split(".") if not step.isdigit())
    assert told(changed) == f"{field} {reason}"


def test_r36_a_field_that_is_missing_or_unknown_is_named():
    changed = as_object(FULL)
    del changed["arm"]["size"]
    assert told(changed) == "arm.size is missing"
    assert told(as_object(FULL) | {"dish\n": 1}) == " the field 'dish\\n' is not known here"
    assert told(as_object(FULL) | {"dish" * 99: 1}).endswith("dish...' is not known here")


def test_r36_settings_are_not_nested_for_ever():
    changed = as_object(FULL)
    changed["details"][0]["settings"] = json.loads('{"a":' * 21 + "1" + "}" * 21)
    assert told(changed) == "details.settings is nested more than 20 deep"


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e999"])
@pytest.mark.parametrize("place", ['"min":-0.25', '"temperature":0.7'])
def test_r36_what_json_cannot_say_is_refused_everywhere(place, value):
    line = written([FULL]).decode()
    assert place in line
    (entry,) = scan(io.BytesIO(line.replace(place, f"{place.split(':')[0]}:{value}").encode()))
    assert isinstance(entry, BadRecord)
    assert entry.field in {"scores.min", "details.settings"}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"scores": Summary(min=float("nan"))}, "scores.min must be a finite number"),
        ({"key": "\ud800"}, "key holds half of a surrogate pair, which is no character"),
        ({"seed": 2**63}, "seed must be a whole number of at most 64 bits"),
        ({"tags": ["Kitchen"]}, "tags must be a tuple or null, not a list"),
        ({"started_at": NOON.replace(tzinfo=None)}, "started_at must be a time with its zone"),
        ({"arm": Arm(probability=-0.5)}, "arm.probability must lie between 0 and 1"),
        ({"arm": None}, "arm must be of type Arm, not null"),
        (settings_of({"a": (1,)}), "details.settings must be what JSON can hold or null, not tuple"),
        (settings_of({1: "a"}), "details.settings must be text, not a whole number"),
    ],
)
@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_what_could_not_be_read_back_is_not_written(tmp_path: Path, name, changed, reason):
    record = replace(FULL, **changed)
    with pytest.raises(UnwritableError) as caught:
        write(tmp_path / name, [FULL, FULL, record, FULL], form=Form.NATIVE)
    assert str(caught.value) == f"record 3: {reason}"
    assert list(tmp_path.iterdir()) == []


def test_a_state_is_kept_apart_from_its_word():
    (record,) = read(io.BytesIO(written([FULL])))
    assert record.dialogue.turns[0].candidates[1].state is State.INTERRUPTED


@pytest.mark.parametrize("wrong", [{"success": 5}, {"severity": -1}, {"actionable": 9}, {"round": 0}])
def test_a_review_outside_its_scale_makes_a_record_bad(wrong):
    bad = replace(FULL, reviews=(replace(FULL.reviews[0], **wrong),))
    with pytest.raises(MisfitError) as told:
        Native().write([bad])
    assert told.value.field == f"reviews.{next(iter(wrong))}"
