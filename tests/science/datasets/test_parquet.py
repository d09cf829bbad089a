"""Parquet: typed columns that other tools read and write, bounded row groups, honest reading (R36)."""

import io
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gadfly.science.datasets import AttackRecord, BadRecord, Form, Limits, check, parquet, read, scan, write
from tests.science.datasets.records import FULL


@pytest.fixture
def table(tmp_path: Path) -> pa.Table:
    write(tmp_path / "a.parquet", [FULL] * 3, form=Form.NATIVE)
    return pq.read_table(tmp_path / "a.parquet")


def file_of(table: pa.Table, **how) -> io.BytesIO:
    file = io.BytesIO()
    pq.write_table(table, file, **how)
    file.seek(0)
    return file


def told(table: pa.Table) -> list[str]:
    return [str(entry) for entry in scan(file_of(table)) if isinstance(entry, BadRecord)]


def put(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, column)


def test_columns_are_typed_and_nested(table):
    schema = table.schema
    candidates = schema.field("dialogue").type.field("turns").type.value_type.field("candidates").type
    assert candidates.value_type.field("text") == pa.field("text", pa.string(), nullable=False)
    assert candidates.value_type.field("seed") == pa.field("seed", pa.int64())
    assert schema.field("started_at").type == pa.timestamp("us", tz="UTC")
    assert schema.field("arm").type.field("probability") == pa.field("probability", pa.float64())
    assert schema.field("details").type.value_type.field("scores").type.value_type == pa.float64()


def test_rows_are_grouped_as_they_come(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(parquet, "GROUP_ROWS", 300)
    write(tmp_path / "a.parquet", [FULL] * 1_000, form=Form.NATIVE)
    summary = pq.read_metadata(tmp_path / "a.parquet")
    assert [summary.row_group(index).num_rows for index in range(summary.num_row_groups)] == [512, 488]
    assert check(tmp_path / "a.parquet").good == 1_000


def test_no_attacks_are_a_file_too(tmp_path: Path):
    assert write(tmp_path / "a.parquet", [], form=Form.NATIVE) == 0
    assert list(read(tmp_path / "a.parquet")) == []


def test_what_the_first_files_did_not_have_may_be_absent(table):
    arms = table["arm"].combine_chunks()
    kept = [name for name in (field.name for field in arms.type) if name != "drawn_from"]
    older = pa.StructArray.from_arrays([arms.field(name) for name in kept], kept)
    changed = put(table, "arm", older).drop_columns(["reference"])
    assert (
        list(read(file_of(changed)))
        == [replace(FULL, reference=None, arm=replace(FULL.arm, drawn_from=()))] * 3
    )


def test_what_other_tools_write_is_read(table):
    changed = put(table, "campaign", table["campaign"].cast(pa.large_string()))
    changed = put(changed, "member", table["member"].cast(pa.uint8()))
    changed = put(changed, "started_at", table["started_at"].cast(pa.timestamp("ns", tz="Europe/Berlin")))
    changed = put(changed, "is_upworker", pa.nulls(3))
    file = file_of(changed.select(sorted(changed.column_names)), compression="gzip", row_group_size=2)
    assert [(each.campaign, each.member, each.started_at) for each in read(file)] == [
        ("kitchen", 7, FULL.started_at)
    ] * 3


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("member", pa.array([7, None, 7.5]), "record 1: member must be int64, not double"),
        ("member", pa.array([7, 8, 2**64 - 1], pa.uint64()), "record 3: member does not fit into int64"),
        ("key", pa.array(["a", None, "c"]), "record 2: key must be text, not null"),
        ("tags", pa.array(["a", "b", "c"]), "record 1: tags must be a list"),
        ("arm", pa.array(["a", "b", "c"]), "record 1: arm.name is missing"),
        ("started_at", pa.array([0, 0, 2**62], pa.timestamp("us", tz="UTC")),
         "record 3: started_at must be a time between the years 1 and 9999"),
        ("started_at", pa.array([0, 0, 0], pa.timestamp("us")),
         "record 1: started_at must be timestamp[us, tz=UTC], not timestamp[us]"),
        ("details", pa.array([[], [], None], parquet.SCHEMA.field("details").type),
         "record 3: details must be a list, not null"),
    ],
)  # fmt: skip
def test_r36_a_value_that_may_not_be_is_named_by_its_row_and_field(table, name, values, reason):
    assert told(put(table, name, values))[0] == reason


def test_r36_a_struct_that_is_null_or_not_whole_is_refused(table):
    arms = table["arm"].combine_chunks()
    absent = pa.StructArray.from_arrays(
        arms.flatten(), fields=list(arms.type), mask=pa.array([False, True, False])
    )
    assert told(put(table, "arm", absent)) == ["record 2: arm must be an object, not null"]
    assert told(table.drop_columns(["seed"]))[0] == "record 1: seed is missing"
    assert told(table.append_column("dish", pa.array(["a", "b", "c"])))[0].startswith(
        "record 1: the field 'dish' is not known here"
    )


def test_r36_settings_that_are_no_json_object_are_refused(table):
    def with_settings(text: str) -> pa.Table:
        row = {
            "shown": [],
            "scores": [],
            "attempts": [],
            "settings": text,
            "said_at": None,
            "picked_at": None,
            "account": "{}",
        }
        return put(table, "details", pa.array([[row]] * 3, parquet.SCHEMA.field("details").type))

    assert told(with_settings("{}")) == []
    assert told(with_settings("soup"))[0].startswith("record 1: details.settings must be a JSON object: ")
    assert told(with_settings("[]"))[0] == "record 1: details.settings must be an object, not a list"


def test_r36_nan_is_not_a_score(table):
    arms = table["arm"].combine_chunks()
    parts = [pa.array([0.5, float("nan"), 0.5]) if field.name == "probability" else arms.field(field.name)
             for field in arms.type]  # fmt: skip
    changed = put(table, "arm", pa.StructArray.from_arrays(parts, fields=list(arms.type)))
    assert told(changed) == ["record 2: arm.probability must be a finite number"]


def test_r36_text_that_is_no_utf8_is_refused(table):
    broken = pa.StringArray.from_buffers(3, *pa.array([b"a", b"\xff", b"c"], pa.binary()).buffers()[1:])
    (reason,) = told(put(table, "key", broken))
    assert reason == "record 2: key does not fit into string"


@pytest.mark.parametrize("damage", [slice(None, -20), slice(None, 4), slice(None, 60)])
def test_r36_a_damaged_file_says_so(tmp_path: Path, damage):
    write(tmp_path / "a.parquet", [FULL] * 3, form=Form.NATIVE)
    (entry,) = scan(io.BytesIO((tmp_path / "a.parquet").read_bytes()[damage]))
    assert isinstance(entry, BadRecord)
    assert entry.fatal
    assert entry.reason.startswith("the Parquet file is damaged: ")


def test_r36_pages_with_changed_bytes_are_told(tmp_path: Path):
    write(tmp_path / "a.parquet", [FULL] * 3, form=Form.NATIVE)
    data = bytearray((tmp_path / "a.parquet").read_bytes())
    data[4:400] = bytes(396)
    assert not check(io.BytesIO(bytes(data))).sound


def test_r36_the_limits_are_the_callers(tmp_path: Path):
    path = tmp_path / "a.parquet"
    long = AttackRecord(FULL.dialogue, task_description="soup " * 1_000)
    write(path, [FULL, long, FULL, FULL], form=Form.NATIVE)
    entries = list(scan(path, limits=Limits(record_bytes=4_000)))
    assert [str(entry) for entry in entries if isinstance(entry, BadRecord)] == [
        "record 2: is longer than the 4000 bytes allowed"
    ]
    assert not check(path, limits=Limits(unpacked_bytes=100)).whole


def test_r36_a_bomb_is_told_by_its_summary(tmp_path: Path):
    bomb = AttackRecord(FULL.dialogue, task_description="0" * (4 << 20))
    write(tmp_path / "a.parquet", [bomb], form=Form.NATIVE)
    (entry,) = scan(tmp_path / "a.parquet")
    assert str(entry) == "record 1: the file unpacks to more than 100 times its size"
