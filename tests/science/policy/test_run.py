"""A run is what it was, or it is not resumed."""

import pytest

from gadfly.science.policy import PolicyError
from gadfly.science.policy.run import begin, read, weights_sha256
from tests.science.policy.kitchen import run


def test_a_run_is_found_again_as_it_was_written(tmp_path):
    begin(run(), tmp_path / "new" / "run", resume=False)
    assert read(tmp_path / "new" / "run") == run()
    assert read(tmp_path) is None


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"steps": 0}, "--steps must be 1 or more"),
        ({"held_out": 0}, "--held-out must be 1 or more"),
        ({"replies": 1}, "2 replies or more"),
        ({"rate": 1.0}, "--rate must lie between 0 and 1"),
        ({"beta": -1.0}, "--beta must be 0 or more"),
        ({"beta": float("nan")}, "--beta must be 0 or more"),
        ({"benign_share": 1.5}, "--benign-share must lie between 0 and 1"),
    ],
)
def test_what_no_run_can_be_is_refused(other, says):
    with pytest.raises(PolicyError, match=says):
        run(**other)


def test_a_run_is_resumed_as_it_was_with_more_steps_perhaps(tmp_path):
    begin(run(), tmp_path, resume=False)
    begin(run(steps=60), tmp_path, resume=True)
    assert read(tmp_path).steps == 60


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"beta": 0.1}, "had another beta: 0.001, not 0.1"),
        ({"base_sha256": "other"}, "had another base sha256: ab, not other"),
        ({"steps": 20}, "may grow, not shrink"),
    ],
)
def test_another_run_does_not_go_on_where_one_stopped(other, says, tmp_path):
    begin(run(), tmp_path, resume=False)
    with pytest.raises(PolicyError, match=says):
        begin(run(**other), tmp_path, resume=True)


def test_a_folder_holds_one_run_and_what_is_not_there_is_not_resumed(tmp_path):
    with pytest.raises(PolicyError, match="Begin it without --resume"):
        begin(run(), tmp_path, resume=True)
    begin(run(), tmp_path, resume=False)
    with pytest.raises(PolicyError, match="Go on with it by --resume"):
        begin(run(), tmp_path, resume=False)
    (tmp_path / "run.json").write_text('{"soup": 1}')
    with pytest.raises(PolicyError, match="is no run of Gadfly"):
        read(tmp_path)


def test_weights_are_known_by_their_content_in_a_file_or_a_folder(tmp_path):
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF")
    alone = weights_sha256(tmp_path / "tiny.gguf")
    with pytest.raises(PolicyError, match="is no language model"):
        weights_sha256(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"1")
    folder = weights_sha256(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"2")
    assert len({alone, folder, weights_sha256(tmp_path)}) == 3
