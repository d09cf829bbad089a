from math import exp
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.pacing import (
    ALIKE,
    CAUTION,
    DOUBT,
    REMEMBERED,
    SPREAD,
    Pace,
    Took,
    alike,
    common_delay,
    usual,
)

times = st.lists(st.floats(0, 100), min_size=1, max_size=60)
seeds = st.integers(0, 2**32)


def test_without_times_there_is_no_usual_one():
    assert usual([]) == 0.0


@given(times)
def test_the_usual_time_covers_most_and_is_stretched_the_less_the_more_are_known(found):
    value = usual(found)
    assert sum(time <= value for time in found) >= 0.95 * len(found) - 1
    assert value <= max(found) * (1 + CAUTION / len(found))


def test_one_known_time_is_not_taken_for_the_longest_there_can_be():
    assert usual([2.0]) == 4.0


def test_where_nothing_is_known_nothing_waits():
    assert common_delay({}, 1, Random(1)) == 0.0
    assert common_delay({1: [], 2: []}, 1, Random(1)) == 0.0


@given(times, times, seeds)
def test_the_common_delay_covers_the_slowest_arm_whoever_it_is_and_little_more_than_what_was_seen(
    one, other, seed
):
    slowest, longest = max(usual(one), usual(other)), max(*one, *other)
    for arm in (1, 2):
        delay = common_delay({1: one, 2: other}, arm, Random(seed))
        assert delay == common_delay({2: other, 1: one}, arm, Random(seed))
        assert slowest <= delay <= max((1 + SPREAD) * (1 + CAUTION), exp(DOUBT)) * longest + 1e-9


@given(times, seeds)
def test_an_arm_of_which_nothing_is_known_is_held_to_those_that_are_known(one, seed):
    assert common_delay({1: one, 2: []}, 2, Random(seed)) >= usual(one)


def test_replies_are_late_as_often_on_the_arm_that_is_never_late():
    """The law of the time a turn appears after is the same, whichever of two arms wrote it."""
    rng = Random(1)

    def took(arm):
        return rng.lognormvariate(0.0, 0.4) * (1.0 if arm == 1 else 9.0)

    shown = {1: [], 2: []}
    for _ in range(200):
        pool = {arm: [took(arm) for _ in range(ALIKE)] for arm in shown}
        for arm, appeared in shown.items():
            appeared += [max(took(arm), common_delay(pool, arm, rng)) for _ in range(100)]
    for late in (15.0, 18.0, 21.0, 25.0):
        fast, slow = (sum(seconds > late for seconds in appeared) / 20_000 for appeared in shown.values())
        assert abs(fast - slow) < 0.02


def test_of_the_known_times_those_of_turns_as_far_into_their_dialogue_count_the_newest_first():
    early, late = [Took(1, float(n)) for n in range(ALIKE)], [Took(9, 100.0 + n) for n in range(ALIKE)]
    assert alike([*early, *late], 1) == [took.seconds for took in reversed(early)]
    assert alike([*early, *late], 8) == [took.seconds for took in reversed(late)]
    assert alike([*late, Took(2, 7.0)], 1)[0] == 7.0


def test_a_pace_forgets_what_is_long_past():
    pace = Pace()
    for seconds in [9.0] * 10 + [1.0] * REMEMBERED:
        pace.note(1, Took(1, seconds))
        pace.note(2, Took(1, 0.5))
    assert pace.delay(2, 1, Random(1)) < 1.2


def test_a_pace_says_how_much_it_knows_of_an_arm():
    pace = Pace()
    pace.note(1, Took(1, 2.0))
    assert (pace.known(1), pace.known(2)) == (1, 0)
