"""`--engine`: the same work on a Ray cluster gives the same file; without Ray that is said."""

import pytest

from gadfly.cli import cluster
from gadfly.cli.cluster import MISSING, EngineError, engine_called
from gadfly.science.datasets import AttackRecord, Form, write
from gadfly.science.dialogue import Candidate, Dialogue, Turn
from gadfly.science.engine import HERE
from tests.cluster import need_ray, on_two_nodes, ray


@pytest.fixture
def kitchen(tmp_path):
    """A file of 300 attacks: more than one batch, and the last one is not full."""
    path = tmp_path / "kitchen.jsonl"
    turns = ((Turn(f"Soup {at}?", (Candidate("Soon. " * (at % 7)),), continued=0),) for at in range(300))
    write(
        path,
        (AttackRecord(Dialogue(one), task_description="Have it curse.") for one in turns),
        form=Form.NATIVE,
    )
    return path


def test_this_process_does_it_unless_another_engine_is_named():
    with engine_called("local") as engine:
        assert engine is HERE


def test_a_machine_without_ray_says_how_to_get_it(gadfly, kitchen, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    said = gadfly("pm", "score", kitchen, "-o", tmp_path / "out.jsonl", "--engine", "ray")
    assert (said.code, said.err) == (1, f"gadfly: {MISSING}\n")
    assert not (tmp_path / "out.jsonl").exists()


@ray
def test_two_nodes_write_the_files_that_one_process_writes(gadfly, kitchen, tmp_path):
    need_ray()
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    scored, written = ("pm", "score", kitchen, "-o"), "tables/map.parquet"
    drawn = ("insights", kitchen, "-o")
    assert gadfly(*scored, one / "scored.jsonl").code == gadfly(*drawn, one).code == 0
    done = on_two_nodes([*scored, two / "scored.jsonl", "--engine", "ray"], [*drawn, two, "--engine", "ray"])
    assert done.returncode == 0
    assert (two / "scored.jsonl").read_bytes() == (one / "scored.jsonl").read_bytes()
    assert (two / written).read_bytes() == (one / written).read_bytes()


@ray
def test_no_cluster_where_one_was_named_is_said(monkeypatch):
    need_ray()
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:1")
    with pytest.raises(EngineError, match="no Ray cluster at 127"), engine_called("ray"):
        pass
