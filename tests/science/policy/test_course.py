"""A run from its beginning to its card, with a learner that needs no torch."""

import json

import numpy as np

from gadfly.science.policy import records
from gadfly.science.policy.course import follow
from gadfly.science.policy.heldout import Twins, load
from tests.science.policy.kitchen import Cook, Counts, prompts, run

TWINS = Twins(Counts("gladly", "a@1"), Counts("g", "b@2"))


def followed(folder, learner, *, resume=False, **other):
    rng = np.random.default_rng(0)
    return follow(run(**other), learner, prompts(), TWINS, folder, resume=resume, rng=rng)


def test_what_was_learnt_is_measured_before_and_after_with_one_seed_and_written_down(tmp_path):
    cook = Cook()
    found = followed(tmp_path, cook, seed=7)
    assert cook.asked == [7, 7]
    assert (found.gains[0].before.value, found.gains[0].after.value, found.steps) == (0, 30, 30)
    assert json.loads((tmp_path / "adapter" / "adapter.json").read_text()) == 30
    assert (tmp_path / "steps.csv").read_text().count("\n") == 31
    assert (tmp_path / "steps.svg").read_text().startswith("<svg")
    page = found.card.read_text()
    assert "| score by the scorer that rewards | 12 | 0.000 (0.000–0.000) | 30.000 (30.000–30.000) |" in page
    assert "No sign of over-optimisation" in page


def test_a_run_that_is_resumed_remembers_how_it_began(tmp_path):
    followed(tmp_path, Cook())
    cook = Cook(kindness=30)
    (tmp_path / "adapter" / "adapter.json").unlink()
    (tmp_path / "adapter").rmdir()
    found = followed(tmp_path, cook, resume=True)
    assert len(cook.asked) == 1
    assert (found.gains[0].before.value, found.gains[0].after.value) == (0, 60)
    assert [step.step for step in records.steps(tmp_path)] == list(range(1, 61))


def test_a_run_that_was_killed_before_it_was_measured_is_measured_when_resumed(tmp_path):
    found = followed(tmp_path, Cook(), resume=True)
    assert found.gains[0].before.value == 0


def test_a_run_that_begins_does_not_believe_an_older_measurement(tmp_path):
    followed(tmp_path, Cook(kindness=5))
    (tmp_path / "adapter" / "adapter.json").unlink()
    (tmp_path / "adapter").rmdir()
    followed(tmp_path, Cook())
    assert load(tmp_path / "before.json").train[0] == 0


def test_only_the_first_process_writes(tmp_path):
    found = followed(tmp_path, Cook(first=False))
    assert found.gains[0].after.value == 30
    assert [path.name for path in tmp_path.iterdir()] == [records.FILE]  # which the learner keeps itself
