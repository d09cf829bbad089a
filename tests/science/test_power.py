"""Power is checked against textbooks, and against studies that are played through by chance."""

from math import inf, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from gadfly.science.assignment import assign
from gadfly.science.power import Assumptions, Smallest, expected, outlook

ALONE = Assumptions(sd=1.0, icc=0.0, person_by_arm=0.0)
STUDIES = 4_000

arms = st.lists(st.tuples(st.integers(1, 100), st.none() | st.integers(1, 500)), min_size=1, max_size=8)


def test_without_people_mattering_it_is_the_textbook_case_of_two_groups():
    z = NormalDist().inv_cdf
    known = (z(0.975) + z(0.8)) * sqrt(2 / 5_000)
    assert outlook([1, 1], people=5_000, attacks=2, assuming=ALONE).worst.mean == pytest.approx(
        known, rel=1e-3
    )


def test_cohen_needs_34_pairs_for_half_a_standard_deviation():
    """Cohen 1988, table 2.3.5 by way of paired differences, whose deviation is √2."""
    shown = [outlook([1, 1], people=pairs, attacks=2, assuming=ALONE).worst.mean for pairs in (33, 34)]
    assert shown[0] > 0.5 * sqrt(2) >= shown[1]


@pytest.mark.parametrize(
    ("people", "each", "icc", "by_arm"), [(20, 5, 0.3, 0.1), (6, 3, 0.0, 0.0), (50, 2, 0.1, 0.2)]
)
def test_studies_played_through_show_the_smallest_difference_of_means_four_times_in_five(
    people, each, icc, by_arm
):
    given_ = Assumptions(sd=2.0, icc=icc, person_by_arm=by_arm)
    smallest = outlook([1, 1], people=people, attacks=2 * each, assuming=given_).worst.mean
    rng = np.random.default_rng(7)
    person = rng.normal(0, sqrt(icc), (STUDIES, people, 1, 1))
    on_arm = rng.normal(0, sqrt(by_arm), (STUDIES, people, 2, 1))
    rest = rng.normal(0, sqrt(1 - icc - by_arm), (STUDIES, people, 2, each))
    means = (2.0 * (person + on_arm + rest)).mean(axis=3)
    assert shown(means[..., 1] - means[..., 0] + smallest) == pytest.approx(0.8, abs=0.025)


def test_studies_played_through_show_the_smallest_fall_of_a_share_four_times_in_five():
    given_ = Assumptions(share=0.4, icc=0.1, person_by_arm=0.0)
    fall = outlook([1, 1], people=60, attacks=10, assuming=given_).worst.share
    rng = np.random.default_rng(11)
    able = rng.choice([-1.0, 1.0], (STUDIES, 60))
    means = [
        rng.binomial(5, share + able * sqrt(0.1 * share * (1 - share))) / 5 for share in (0.4, 0.4 - fall)
    ]
    assert shown(means[0] - means[1]) == pytest.approx(0.8, abs=0.04)


def shown(differences):
    """The part of the studies whose t test over people finds the difference."""
    people = differences.shape[1]
    value = differences.mean(axis=1) / (differences.std(axis=1, ddof=1) / sqrt(people))
    return np.mean(value > t.ppf(0.975, people - 1))


@pytest.mark.parametrize(
    ("weights", "attacks"), [([1, 1, 1, 1], 3), ([2, 1, 1], 10), ([3, 2], 7), ([1] * 6, 6)]
)
def test_the_variance_is_that_of_attacks_as_they_are_really_assigned(weights, attacks):
    """Blocks that are cut short and weights that differ, played through with the plan's own draws."""
    people, given_ = 20, Assumptions(sd=1.0, icc=0.3, person_by_arm=0.2)
    rng, differences = np.random.default_rng(5), []
    for seed in range(300):
        drawn = np.array([[assign(list(enumerate(weights)), seed=seed, person=person, position=place).arm
                           for place in range(attacks)] for person in range(people)])  # fmt: skip
        values = (
            rng.normal(0, sqrt(0.3), (people, 1))
            + np.take_along_axis(rng.normal(0, sqrt(0.2), (people, len(weights))), drawn, axis=1)
            + rng.normal(0, sqrt(0.5), drawn.shape)
        )
        differences.append(values[drawn == 0].mean() - values[drawn == len(weights) - 1].mean())
    design = outlook(weights, people=people, attacks=attacks, assuming=given_)
    freedom = int(min(people, *design.expected)) - 1
    error = design.each[-1].mean / float(t.ppf(0.975, freedom) + t.ppf(0.8, freedom))
    assert error == pytest.approx(np.std(differences), rel=0.12)


@given(arms, st.integers(1, 10_000))
def test_no_arm_expects_more_than_its_quota_and_none_is_lost_while_there_is_room(arms, total):
    weights, quotas = zip(*arms, strict=True)
    counts = expected(weights, quotas, total)
    room = sum(inf if quota is None else quota for quota in quotas)
    assert all(quota is None or count <= quota for count, quota in zip(counts, quotas, strict=True))
    assert sum(counts) == pytest.approx(min(total, room))


@given(arms, st.integers(1, 10_000))
def test_arms_that_are_not_full_share_by_weight(arms, total):
    weights, quotas = zip(*arms, strict=True)
    counts = expected(weights, quotas, total)
    steps = [count / weight for count, weight, quota in zip(counts, weights, quotas, strict=True)
             if quota is None or count < quota]  # fmt: skip
    assert steps == pytest.approx([steps[0]] * len(steps) if steps else [])


@given(st.lists(st.integers(1, 20), min_size=2, max_size=6), st.integers(2, 60), st.integers(1, 40))
def test_more_people_show_smaller_differences(weights, people, attacks):
    few, many = (outlook(weights, people=count, attacks=attacks).worst for count in (people, 2 * people))
    assert many.mean is None or few.mean is None or many.mean < few.mean
    assert few.share is None or many.share < few.share


def test_a_person_who_attacks_everything_again_and_again_is_still_one_person():
    """However many attacks, what people bring to single arms stays."""
    given_ = Assumptions(sd=1.0, icc=0.2, person_by_arm=0.1)
    shown_ = [
        outlook([1, 1], people=20, attacks=attacks, assuming=given_).worst.mean for attacks in (200, 20_000)
    ]
    assert shown_ == pytest.approx([2.954 * sqrt(2 * 0.1 / 20)] * 2, rel=0.05)


@pytest.mark.parametrize(("people", "quotas"), [(1, ()), (20, (None, 1))])
def test_where_nothing_repeats_nothing_can_be_shown(people, quotas):
    design = outlook([1, 1], people=people, attacks=10, quotas=quotas)
    assert design.worst == Smallest(None, None)
    assert design.small[1]
    assert design.sentence.endswith("nothing can be shown: some arm meets fewer than two people.")


def test_one_is_not_counted_like_many():
    assert outlook([1, 1], people=1, attacks=1).sentence.startswith(
        "With 1 person and 1 attack each, 0 an arm,"
    )


def test_a_fall_below_nothing_cannot_be_shown():
    design = outlook([1, 1], people=5, attacks=2)
    assert (design.worst.mean > 0, design.worst.share) == (True, None)
    assert design.sentence.endswith("no fall of the share of successes from 33.8 %, not even to 0 %.")


def test_what_can_be_shown_is_said_in_one_sentence_and_what_it_rests_on_in_another():
    design = outlook([1, 1, 1, 1], people=20, attacks=10)
    assert design.sentence == (
        "With 20 people and 10 attacks each, 50 an arm, the smallest difference you can show between two arms"
        " is 1.05 in the lowest score of an attack, and a fall of the share of successes from 33.8 %"
        " to 10.2 %."
    )
    assert "10 % of the variance between people and 5 % in how a person does on one arm" in design.assumed


def test_arms_of_different_size_are_told_by_the_two_smallest():
    sentence = outlook([2, 1, 1], people=20, attacks=10, quotas=[None, 20, None]).sentence
    assert sentence.startswith("With 20 people and 10 attacks each, 20 to 120 an arm,")
    assert "between the two smallest arms is" in sentence


def test_one_arm_is_compared_with_none():
    design = outlook([3], people=20, attacks=10)
    assert (design.expected, design.each, design.worst, design.small) == ((200.0,), (None,), None, (False,))
    assert design.sentence == "With one arm there is nothing to compare."


def test_an_arm_of_few_attacks_is_called_small_and_its_neighbours_are_not():
    assert outlook([1, 1, 1], people=20, attacks=15, quotas=[None, None, 8]).small == (False, False, True)
    assert outlook([1, 1, 1], people=20, attacks=15, quotas=[None, 5, 8]).small == (False, True, True)
    assert outlook([1, 1, 1], people=20, attacks=1).small == (True, True, True)


@pytest.mark.parametrize(
    "wrong",
    [{"share": 0.0}, {"share": 1.0}, {"sd": 0.0}, {"sd": inf}, {"icc": -0.1}, {"person_by_arm": -0.1},
     {"icc": 0.6, "person_by_arm": 0.4}, {"alpha": 0.0}, {"power": 0.04}, {"power": 1.0}],
)  # fmt: skip
def test_assumptions_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match=r"\.$"):
        Assumptions(**wrong)


@pytest.mark.parametrize(
    ("weights", "people", "attacks"), [([], 1, 1), ([0], 1, 1), ([1], 0, 1), ([1], 1, 0)]
)
def test_a_study_of_nothing_is_refused(weights, people, attacks):
    with pytest.raises(ValueError, match="at least"):
        outlook(weights, people=people, attacks=attacks)
