"""From a run to what lies in its folder: measured before, taught, measured after, written down.

run.json     the run                      before.json, after.json   figures of held-out prompts
steps.jsonl  a line for each step         steps.csv, steps.svg      the same to look at
checkpoints  to resume from               adapter                   what was learnt
card.md      all of it for people
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from numpy.random import Generator

from gadfly.science.policy import card, chart, records
from gadfly.science.policy.heldout import EACH, Gain, Shown, Twins, gains, load, shown
from gadfly.science.policy.prompts import Mixed
from gadfly.science.policy.run import Run
from gadfly.science.policy.watching import Watch, watched

ADAPTER, CHECKPOINTS = "adapter", "checkpoints"


class Learner(Protocol):
    """A policy that can be asked and taught. In several processes each has its own, all alike."""

    first: bool
    """Whether this process is the one that writes."""

    def answers(self, asked: Sequence[str], *, each: int, seed: int) -> list[list[str]]:
        """Return `each` replies to each of the texts; the same policy and seed give the same replies."""

    def learn(self, folder: Path, *, resume: bool) -> None:
        """Take the steps, from the last checkpoint in `folder` if told to; leave a record of each there."""

    def save(self, folder: Path) -> None:
        """Write the adapter into `folder`."""


class Outcome(NamedTuple):
    """What a run came to."""

    gains: tuple[Gain, ...]
    watch: Watch
    steps: int
    card: Path


def follow(
    run: Run, learner: Learner, prompts: Mixed, twins: Twins, folder: Path, *, resume: bool, rng: Generator
) -> Outcome:
    """Teach the learner, and return what it came to; all of it lies in `folder`, where `run` lies already.

    Before and after are measured with the run's own seed. Raises PolicyError where a resumed
    folder holds records that cannot be read.
    """
    before = _measured(run, learner, prompts, twins, folder / "before.json", again=not resume)
    learner.learn(folder, resume=resume)
    after = _measured(run, learner, prompts, twins, folder / "after.json", again=True)
    taken = records.steps(folder)
    found = Outcome(
        gains(prompts.held_out, before, after, rng), watched(taken), len(taken), folder / card.FILE
    )
    if learner.first:
        learner.save(folder / ADAPTER)
        (folder / "steps.csv").write_text(chart.table(taken), encoding="utf-8")
        (folder / "steps.svg").write_text(chart.picture(taken), encoding="utf-8")
        found.card.write_text(
            card.card(run, prompts, found.gains, found.watch, found.steps), encoding="utf-8"
        )
    return found


def _measured(run: Run, learner: Learner, prompts: Mixed, twins: Twins, file: Path, *, again: bool) -> Shown:
    there = None if again else load(file)
    if there is not None:
        return there
    asked = [prompt.text for prompt in prompts.held_out]
    found = shown(prompts.held_out, learner.answers(asked, each=EACH, seed=run.seed), twins)
    if learner.first:
        found.save(file)
    return found
