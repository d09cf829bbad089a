"""How many candidates to ask for at once: what one learns from what comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.targets.portions import Portions


def test_runs_are_of_neighbours_and_no_longer_than_the_most():
    assert Portions(proved=8, most=8).of(range(16)) == [range(8), range(8, 16)]
    assert Portions(proved=8).of([0, 1, 3, 4, 5]) == [range(2), range(3, 6)]


def test_a_size_that_is_not_proved_is_tried_alone():
    assert Portions().of(range(16)) == [range(16)]
    assert Portions(most=8).of(range(16)) == [range(8)]
    assert Portions(most=1).of(range(3)) == [range(1), range(1, 2), range(2, 3)]


@pytest.mark.parametrize(
    ("several", "known"), [(None, Portions()), (True, Portions(proved=2)), (False, Portions(most=1))]
)
def test_one_begins_with_what_is_known(several: bool | None, known: Portions):  # noqa: FBT001 -- a case
    assert Portions.knowing(several) == known


def test_a_refusal_halves_until_what_was_proved():
    once = Portions(proved=2).refused(16)
    assert once == Portions(proved=2, most=8)
    assert Portions(proved=2).refused(2) is None
    assert Portions().refused(1) is None


def test_what_came_is_remembered():
    assert Portions().brought(8, 8) == Portions(proved=8)
    assert Portions(proved=8).brought(2, 2) == Portions(proved=8)
    assert Portions().brought(16, 5) == Portions(proved=1, most=5)
    assert Portions(proved=8).brought(8, 3) == Portions(proved=3, most=3)


@given(st.integers(1, 40), st.integers(1, 40), st.booleans(), st.sampled_from([None, True, False]))
def test_whatever_the_server_bears_every_candidate_comes_in_few_requests(
    n: int,
    bears: int,
    refuses: bool,  # noqa: FBT001 -- a case
    known: bool | None,  # noqa: FBT001 -- a case
):
    portions: Portions | None = Portions.knowing(known)
    left, requests = list(range(n)), 0
    if known:
        bears = max(2, bears)
    while left:
        assert portions is not None
        runs = portions.of(left)
        requests += len(runs)
        size = len(runs[0])
        if refuses and size > bears:
            portions = portions.refused(size)
            continue
        came = {index for run in runs for index in run[:bears]}
        portions = portions.brought(size, len(came.intersection(runs[0])))
        left = [index for index in left if index not in came]
    assert requests <= n + 6
