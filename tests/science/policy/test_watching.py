"""A reward that rises while its twin's score falls is over-optimised, and it is said where to stop."""

import numpy as np
import pytest

from gadfly.science.policy.records import Step
from gadfly.science.policy.watching import watched


def climbing(train, test, count=60, noise=0.2, seed=0):
    """Return steps whose scores are functions of the step, with noise."""
    rng = np.random.default_rng(seed)
    return [
        Step(at, train=train(at) + rng.normal(0, noise), test=test(at) + rng.normal(0, noise))
        for at in range(1, count + 1)
    ]


def test_a_twin_that_turns_back_is_a_warning_that_names_the_step():
    found = watched(climbing(lambda at: at / 10, lambda at: 3 - abs(at - 25) / 10))
    assert found.warns
    assert found.sentence.startswith("Over-optimised: from step 31 to 60 the reward rises")
    best = int(found.sentence.split("around step ")[1].split(":")[0])
    assert best == pytest.approx(25, abs=4)


@pytest.mark.parametrize(
    ("train", "test", "says"),
    [
        (lambda at: at / 10, lambda at: at / 20, "the reward rises, its twin's score rises"),
        (lambda _: 1.0, lambda at: -at / 10, "the reward neither rises nor falls, its twin's score falls"),
        (lambda at: -at / 10, lambda at: -at / 10, "the reward falls, its twin's score falls"),
        (lambda at: at / 10, lambda _: 1.0, "does not tell up from down"),
    ],
)
def test_anything_else_is_told_and_is_no_warning(train, test, says):
    found = watched(climbing(train, test))
    assert (found.warns, says in found.sentence) == (False, True)


def test_a_few_steps_tell_nothing_nor_do_those_without_scores():
    assert watched(climbing(lambda at: at, lambda at: -at, count=18)).sentence.endswith("over-optimised: 18.")
    assert watched([Step(at, loss=0.5) for at in range(60)]).sentence.endswith("over-optimised: 0.")


def test_noise_alone_seldom_warns():
    """Each slope counts by chance in one of twenty; both, the right way round, in one of a thousand or so."""
    warned = [watched(climbing(lambda _: 0.0, lambda _: 0.0, seed=seed)).warns for seed in range(200)]
    assert sum(warned) <= 2
