"""What held-out pairs tell: by kind, turn, grade and arm, beside two rules that know length alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gadfly.science.dialogue import Message, Role
from gadfly.science.preference.light import ShorterWins
from gadfly.science.preference.pairs import Kind, Pair
from gadfly.science.preference.report import json_of, lines_of
from gadfly.science.preference.told import ALL, EMPTY, MOST_ARMS, SHORTER_THAN, margins_of, told
from tests.science.preference.kitchen import planted

margins = st.floats(-30, 30)


def asked(pairs, by):
    return told(pairs, np.array(by, dtype=np.float64), rng=np.random.default_rng(0))


def numbers(group):
    return (group.model.n, group.model.value)


def pair(**known):
    said = (Message(Role.HUMAN, "How long do eggs boil?"),)
    return Pair(said, "Six minutes and not more than that.", "Go away, I am not your cook.", **known)


def test_pairs_are_told_apart_by_what_their_source_knows():
    pairs = [
        pair(strength=2, arm="curt"),
        pair(strength=4, arm="kind"),
        pair(kind=Kind.HELPFUL, arm="kind"),
    ]
    found = asked(pairs, [1, -1, 0])
    assert {
        group.name: numbers(group) for group in found.groups if group.name.startswith(("sure", "arm", "h"))
    } == {
        "harmless pairs": (2, 0.5),
        "helpful pairs": (1, 0.5),
        "sure: 1 of 4": (0, None),
        "sure: 2 of 4": (1, 1.0),
        "sure: 3 of 4": (0, None),
        "sure: 4 of 4": (1, 0.0),
        "arm kind": (2, 0.25),
        "arm curt": (1, 1.0),
    }


def test_groups_that_no_source_knows_of_are_left_out():
    names = [group.name for group in asked([pair()], [1]).groups]
    assert names[:2] == [ALL, "1 human message before"]
    assert names[-2:] == [SHORTER_THAN, EMPTY]


def test_arms_beyond_the_greatest_are_not_told_apart():
    pairs = [pair(arm=f"arm {at}") for at in range(MOST_ARMS + 5)]
    assert sum(group.name.startswith("arm") for group in asked(pairs, [1] * len(pairs)).groups) == MOST_ARMS


@given(st.lists(margins, min_size=1, max_size=30))
@settings(max_examples=20, deadline=None)
def test_every_pair_is_in_one_bin_and_the_right_temperature_never_costs(by):
    found = asked([pair()] * len(by), by)
    assert sum(held.right.n for held in found.bins) == len(by)
    assert all(held.confidence is None or held.low <= held.confidence <= held.high for held in found.bins)
    assert found.tempered.value <= found.loss.value + 1e-5


def test_a_model_that_is_shorter_wins_gains_nothing_on_it():
    pairs = planted(40)
    found = asked(pairs, margins_of(ShorterWins(), pairs))
    assert found.gain.value == 0
    assert found.overall.model.value == found.overall.shorter.value


def test_length_alone_learns_from_other_pairs_which_length_people_prefer():
    longer = [
        Pair((Message(Role.HUMAN, word * 9),), "x" * (20 + at), "x" * at)
        for at, word in enumerate("abcdefghijklmnop")
    ]
    group = asked(longer, [1] * 16).overall
    assert (group.shorter.value, group.length.value) == (0, 1)


@pytest.mark.parametrize("by", [[0.0, 0.0], [3.0, -1.0]])
def test_the_figures_of_very_few_pairs_are_said_without_interval(by):
    found = asked([pair(), pair(arm="an arm whose name is much longer than a line of a report")], by)
    figures = json_of(found)
    assert (figures["n"], figures["accuracy"], figures["accuracy_ci"]) == (2, 0.5, None)
    assert max(map(len, lines_of(found))) <= 80


def test_temperature_divides_what_the_slope_multiplies():
    assert asked([pair(), pair()], [3, -1]).temperature == pytest.approx(1.0, rel=2)
    assert asked([pair()], [-1]).slope == pytest.approx(0, abs=1e-4)


def test_pairs_without_a_score_are_counted_and_in_no_figure():
    found = asked([pair(), pair(), pair()], [1, np.nan, -1])
    assert (found.unscored, numbers(found.overall)) == (1, (2, 0.5))
    assert json_of(found)["unscored"] == 1
    assert any("without a score" in line for line in lines_of(found))
