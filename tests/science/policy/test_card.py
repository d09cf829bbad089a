"""The card says what was taught, by what, what it came to and what to fear; it quotes nobody."""

import numpy as np

from gadfly.science.policy.card import card
from gadfly.science.policy.heldout import Shown, gains
from gadfly.science.policy.watching import Watch
from tests.science.policy.kitchen import DISHES, prompts, run

SHOWN = Shown((0.5,) * 12, (0.25,) * 12, (30.0,) * 12, (0.0,) * 12)


def page(held_out=12, **other):
    asked = prompts(held_out)
    found = gains(asked.held_out, SHOWN, SHOWN, np.random.default_rng(0)) if held_out == 12 else ()
    return " ".join(card(run(**other), asked, found, Watch("All is calm.", warns=False), 30).split())


def test_a_policy_taught_by_reward_names_its_twins_beta_and_steps():
    said = page()
    for words in (
        "# A policy taught from tiny.gguf",
        "30 steps of 8 prompts with 4 replies each",
        "its score by a@1 less β = 0.001 times its distance",
        "Its twin b@2, which rewards nothing, watched",
        "2 prompts to learn from, 50 % of them benign (0 % was wished for). 3 prompts were left out",
        "| characters of a reply | 12 | 30.000 (30.000–30.000) |",
        "All is calm.",
        "The scorer that rewards is no judge",
        "b@2 may measure it, unless it chose the checkpoint",
        "--intervention rlhf --learnt-from a@1",
    ):
        assert words in said


def test_a_policy_taught_by_pairs_has_no_scorer_that_rewards():
    said = page(method="dpo", train_pm="", beta=0.1)
    assert "30 steps of 8 pairs by direct preference optimisation" in said
    assert "Nothing rewarded it; b@2 watched." in said
    assert "is no judge" not in said
    assert "name every scorer that was made of the same pairs" in said


def test_no_prompt_stands_on_the_card():
    assert not [dish for dish in DISHES if dish in page()]
