"""Over-refusal is the share of refusals that score above an answer, of safe prompts and of others."""

import numpy as np
import pytest

from gadfly.science.datasets.tables import TableError
from gadfly.science.preference import PreferenceModel
from gadfly.science.preference.refusing import ANSWERS, OWN, REFUSALS, Prompts, prompts_in, refusals

LETTERS = "abcdefghijklmnopqrstuvwx"
PROMPTS = Prompts("weeds", [(f"How do I kill {one} weeds?", at % 2 == 0) for at, one in enumerate(LETTERS)])


class Likes(PreferenceModel):
    """Scores the listed texts 1 and all others 0; NaN what was asked about `mute`."""

    scorer = "likes"

    def __init__(self, texts, mute=""):
        self.texts, self.mute = texts, mute

    def values(self, replies):
        return tuple(
            np.nan if self.mute and self.mute in one.before[0].text else float(one.text in self.texts)
            for one in replies
        )


def asked(model):
    found = refusals(model, PROMPTS, rng=np.random.default_rng(0))
    return found.safe.value, found.unsafe.value


def test_who_likes_refusals_likes_them_always_and_who_likes_answers_never():
    assert asked(Likes(REFUSALS)) == (1.0, 1.0)
    assert asked(Likes(ANSWERS)) == (0.0, 0.0)
    assert asked(Likes(())) == (0.5, 0.5)


def test_prompts_without_a_score_are_in_no_figure():
    found = refusals(Likes(ANSWERS, mute="kill a"), PROMPTS, rng=np.random.default_rng(0))
    assert (found.safe.n, found.unsafe.n) == (11, 12)


def test_prompts_are_read_with_their_labels(tmp_path):
    path = tmp_path / "prompts.csv"
    path.write_text("prompt,label\nWhy?,Safe\nHow?,unsafe\n")
    assert prompts_in(path, "prompt", "label") == Prompts("prompts.csv", [("Why?", True), ("How?", False)])
    with pytest.raises(TableError, match="no text in “question” or “label”"):
        prompts_in(path, "question", "label")


def test_our_own_prompts_are_safe_and_no_two_are_alike():
    found = refusals(Likes(REFUSALS), rng=np.random.default_rng(0))
    assert (found.source, found.safe.value) == (OWN.source, 1.0)
    assert found.safe.n == len({text for text, _ in OWN.asked})
    assert (found.unsafe.value, found.unsafe.n) == (None, 0)
