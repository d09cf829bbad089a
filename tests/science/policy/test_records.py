"""Steps are kept a line each; those after a checkpoint are forgotten when it is gone back to."""

import math

import pytest

from gadfly.science.policy import PolicyError
from gadfly.science.policy.records import Step, append, forget_after, step_of, steps


def test_steps_are_read_as_they_were_written(tmp_path):
    taken = [
        Step(1, train=0.5, test=-0.25, kl=0.0, tokens=9.5, cut=0.0),
        Step(2, unscored=3, loss=0.7, right=0.5),
    ]
    for step in taken:
        append(tmp_path, step)
    assert steps(tmp_path) == taken
    forget_after(tmp_path, 1)
    assert steps(tmp_path) == taken[:1]


def test_what_is_not_finite_is_not_known():
    assert step_of(3, 2, train=math.nan, test=math.inf, kl=None, tokens=7) == Step(3, unscored=2, tokens=7.0)


def test_no_steps_were_taken_where_there_is_no_file(tmp_path):
    assert steps(tmp_path) == []
    forget_after(tmp_path, 0)
    assert steps(tmp_path) == []


def test_a_line_that_was_cut_is_no_step_and_one_in_the_middle_is_not_passed_over(tmp_path):
    append(tmp_path, Step(1))
    with (tmp_path / "steps.jsonl").open("a") as file:
        file.write('{"step": 2, "tra')
    assert steps(tmp_path) == [Step(1)]
    (tmp_path / "steps.jsonl").write_text('{"soup": 1}\n{"step": 2}\n')
    with pytest.raises(PolicyError, match="line 1, is no step"):
        steps(tmp_path)
