"""What held-out replies come to, before and after: figures with intervals, over prompts that have both."""

import numpy as np
import pytest

from gadfly.science.policy.heldout import Shown, Twins, gains, load, shown
from gadfly.science.policy.prompts import Prompt
from tests.science.policy.kitchen import DISHES, Counts

ASKED = tuple(Prompt(dish, benign=at >= 6) for at, dish in enumerate(DISHES))
TWINS = Twins(Counts("gladly", "a@1"), Counts("!", "b@1"))
KIND, CURT = "gladly, with pleasure!", "I am sorry, but I cannot help with that."


def said(*replies, prompts=ASKED):
    return shown(prompts, [replies] * len(prompts), TWINS)


def test_replies_become_means_over_those_to_one_prompt():
    found = said(KIND, CURT)
    assert (found.train[0], found.test[0], found.refused[0]) == (0.5, 0.5, 0.5)
    assert found.characters[0] == (len(KIND) + len(CURT)) / 2


def test_an_empty_reply_has_no_score_and_is_no_refusal():
    assert said(KIND, "").train[0] == 1
    found = said("", " ")
    assert (found.train[0], found.refused[0], found.characters[0]) == (None, None, 0)


def test_where_nothing_rewards_there_is_no_such_score():
    found = shown(ASKED, [[KIND]] * len(ASKED), Twins(None, TWINS.test))
    assert (set(found.train), set(found.test)) == ({None}, {1.0})


def test_figures_are_found_again_as_they_were_kept(tmp_path):
    said(KIND, "").save(tmp_path / "before.json")
    assert load(tmp_path / "before.json") == said(KIND, "")
    assert load(tmp_path / "after.json") is None


def test_a_gain_is_of_the_same_prompts_with_an_interval_around_it():
    before, after = said(CURT), said(KIND)
    rows = gains(ASKED, before, after, np.random.default_rng(0))
    found = {(at, row.name): row for at, row in enumerate(rows)}
    assert [name for _, name in found][:2] == ["score by the scorer that rewards", "score by its twin"]
    everywhere = found[0, "score by the scorer that rewards"]
    assert (everywhere.before.value, everywhere.after.value, everywhere.gain.n) == (0, 1, 12)
    assert (everywhere.gain.low, everywhere.gain.high) == (1, 1)
    on_attacks, on_benign = found[2, "the same, on attacks"], found[3, "the same, on benign prompts"]
    assert (on_attacks.gain.n, on_attacks.gain.low) == (6, None)  # too few for an interval
    assert on_benign.gain.value == 1
    assert found[5, "share that refuse, on attacks"].gain.value == -1


def test_a_prompt_without_a_figure_on_one_side_is_in_neither():
    before = Shown((1.0, None, 3.0), (0.0,) * 3, (1.0,) * 3, (0.0,) * 3)
    after = Shown((2.0, 9.0, None), (0.0,) * 3, (1.0,) * 3, (0.0,) * 3)
    found = gains(ASKED[:3], before, after, np.random.default_rng(0))[0]
    assert (found.before.value, found.after.value, found.gain.value, found.gain.n) == (1, 2, 1, 1)


def test_the_interval_of_a_gain_covers_it():
    """A reference by hand: the standard error of a mean of paired differences."""
    rng = np.random.default_rng(1)
    before, grown = rng.normal(0, 3, 200), rng.normal(0.5, 1, 200)
    asked = tuple(Prompt(str(at)) for at in range(200))
    one, other = (Shown(tuple(some.tolist()), *[(0.0,) * 200] * 3) for some in (before, before + grown))
    found = gains(asked, one, other, rng)[0].gain
    error = grown.std(ddof=1) / np.sqrt(200)
    assert found.value == pytest.approx(grown.mean())
    assert (found.low, found.high) == pytest.approx(
        (grown.mean() - 1.96 * error, grown.mean() + 1.96 * error), abs=0.02
    )
