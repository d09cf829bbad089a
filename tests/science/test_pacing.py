from random import Random

from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.pacing import REMEMBERED, Pace, common_delay, usual

times = st.lists(st.floats(0, 100), min_size=1, max_size=60)


def test_without_times_there_is_no_usual_one():
    assert usual([]) == 0.0


@given(times)
def test_the_usual_time_is_one_of_the_times_and_covers_most(found):
    value = usual(found)
    assert value in found
    assert sum(time <= value for time in found) >= 0.95 * len(found) - 1


def test_one_arm_alone_needs_no_delay():
    assert common_delay({1: [3.0, 4.0]}, Random(1)) == 0.0


@given(times, times, st.randoms())
def test_the_common_delay_covers_the_slowest_arm_whoever_it_is(one, other, rng):
    seed = rng.random()
    delay = common_delay({1: one, 2: other}, Random(seed))
    assert delay == common_delay({1: other, 2: one}, Random(seed))
    slowest = max(usual(one), usual(other))
    assert slowest <= delay <= slowest * 1.1 + 1e-9


def test_a_pace_forgets_what_is_long_past():
    pace = Pace()
    for seconds in [9.0] * 10 + [1.0] * REMEMBERED:
        pace.note(1, seconds)
        pace.note(2, 0.5)
    assert pace.delay(Random(1)) < 1.2
