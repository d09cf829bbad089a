"""The circuit breaker, with a clock in the hand."""

import pytest

from gadfly.science.targets import AbsentError, BrokenError, RefusedError, TargetError, UnreachableError
from gadfly.science.targets.breaker import Breaker

PASSING = UnreachableError("Gone; try again.", passing=True)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def attempt(breaker: Breaker, error: BaseException | None = None) -> None:
    with breaker.watch():
        if error is not None:
            raise error


def fail(breaker: Breaker, times: int, error: TargetError = PASSING) -> None:
    for _ in range(times):
        with pytest.raises(type(error)):
            attempt(breaker, error)


def test_five_failures_in_a_row_open_it():
    breaker = Breaker(clock=Clock())
    fail(breaker, 4)
    attempt_is_let_through = not breaker.is_open
    fail(breaker, 1)
    assert (attempt_is_let_through, breaker.is_open) == (True, True)
    with pytest.raises(UnreachableError, match="left alone for a moment"):
        attempt(breaker)


def test_a_success_between_starts_the_count_again():
    breaker = Breaker(clock=Clock())
    fail(breaker, 4)
    attempt(breaker)
    fail(breaker, 4)
    assert not breaker.is_open


@pytest.mark.parametrize("error", [BrokenError("Cut."), RefusedError("Busy.", passing=True)])
def test_broken_replies_and_busy_servers_count(error: TargetError):
    breaker = Breaker(limit=1, clock=Clock())
    fail(breaker, 1, error)
    assert breaker.is_open


def test_a_refusal_that_stays_says_nothing_of_the_endpoint():
    breaker = Breaker(limit=1, clock=Clock())
    fail(breaker, 9, RefusedError("Wrong key."))
    assert not breaker.is_open


def test_an_endpoint_where_nobody_listens_is_found_as_soon_as_somebody_does():
    breaker = Breaker(limit=1, clock=Clock())
    fail(breaker, 9, AbsentError("Nobody.", passing=True))
    assert not breaker.is_open


def test_after_its_rest_one_trial_comes_through_and_only_one():
    clock = Clock()
    breaker = Breaker(clock=clock)
    fail(breaker, 5)
    clock.now += 30
    with breaker.watch(), pytest.raises(UnreachableError, match="left alone"):
        attempt(breaker)
    fail(breaker, 4)
    assert not breaker.is_open


def test_a_trial_that_fails_opens_it_for_another_rest():
    clock = Clock()
    breaker = Breaker(clock=clock)
    fail(breaker, 5)
    clock.now += 30
    fail(breaker, 1)
    open_after = []
    for seconds in (0.0, 29.9, 0.1):
        clock.now += seconds
        open_after.append(breaker.is_open)
    assert open_after == [True, True, False]


def test_a_person_who_leaves_during_the_trial_leaves_room_for_another():
    clock = Clock()
    breaker = Breaker(clock=clock)
    fail(breaker, 5)
    clock.now += 30
    with pytest.raises(GeneratorExit):
        attempt(breaker, GeneratorExit())
    attempt(breaker)
    assert not breaker.is_open
