"""Lines of a statement: never below the floor, and no more than the rate or the floor asks for."""

from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.pay import Floor, Kind, Line, Rate, Stint, lines_of, sum_of
from gadfly.science.pay.statement import TOP_UP

FLOORS = st.builds(Floor, st.just("DE"), st.just("EUR"), st.integers(1, 10_000))
RATES = st.builds(
    Rate, st.just("EUR"), st.integers(1, 10_000), st.none() | st.integers(1, 5_000), st.integers(1, 10)
)
DONE = st.builds(
    Stint,
    st.sampled_from([kind for kind in Kind if kind is not Kind.CORRECTION]),
    st.integers(0, 50_000),
    st.just(0),
)
ATTACKS = st.builds(Stint, st.just(Kind.ATTACKS), st.integers(0, 50_000), st.integers(0, 5))
CORRECTED = st.builds(Stint, st.just(Kind.CORRECTION), st.integers(-50_000, 50_000), st.just(0))
STINTS = st.lists(DONE | ATTACKS | CORRECTED, max_size=12)


@given(STINTS, RATES, FLOORS)
def test_nobody_is_paid_less_than_the_floor_for_all_their_time(stints, rate, floor):
    total = sum_of(lines_of(stints, rate=rate, floor=floor))
    assert Fraction(total.amount) >= Fraction(floor.hourly * total.seconds, 3600)
    assert total.hourly is None or total.hourly + Decimal("1e-20") >= floor.hourly


@given(STINTS, RATES, FLOORS)
def test_the_top_up_lifts_to_the_floor_and_not_above(stints, rate, floor):
    lines = lines_of(stints, rate=rate, floor=floor)
    total = sum_of(lines)
    if lines and lines[-1].what == TOP_UP:
        assert total.amount == ceil(Fraction(floor.hourly * total.seconds, 3600))


@given(STINTS, RATES, FLOORS)
def test_the_lines_add_up_and_none_is_negative(stints, rate, floor):
    lines = lines_of(stints, rate=rate, floor=floor)
    total = sum_of(lines)
    assert total.amount == sum(line.amount for line in lines)
    assert total.seconds == max(0, sum(stint.seconds for stint in stints))
    assert all(line.seconds >= 0 and line.amount >= 0 for line in lines)


@given(STINTS, RATES, FLOORS, st.randoms())
def test_the_order_of_stints_does_not_matter(stints, rate, floor, rng):
    shuffled = rng.sample(stints, len(stints))
    assert lines_of(shuffled, rate=rate, floor=floor) == lines_of(stints, rate=rate, floor=floor)


def test_a_set_below_the_floor_is_topped_up():
    rate, floor = Rate("EUR", 1500, a_set=950), Floor("DE", "EUR", 1390)
    stints = [Stint(Kind.ATTACKS, 1200, 1)] * 5 + [Stint(Kind.BREAKS, 600)]
    assert lines_of(stints, rate=rate, floor=floor) == (
        Line("attacks", 6000, 5, 950),
        Line("breaks", 600, 0, 250),
        Line(TOP_UP, 0, 0, 1349),
    )


def test_every_kind_of_time_is_paid():
    stints = [Stint(kind, 3600) for kind in Kind]
    lines = lines_of(stints, rate=Rate("EUR", 2000), floor=Floor("DE", "EUR", 1390))
    assert lines == tuple(Line(kind, 3600, 0, 2000) for kind in Kind)


def test_a_correction_takes_time_away_and_leaves_no_negative_time():
    rate, floor = Rate("EUR", 3600), Floor("DE", "EUR", 1)
    stints = [Stint(Kind.ATTACKS, 50, 1), Stint(Kind.BREAKS, 10), Stint(Kind.CORRECTION, -20)]
    assert lines_of(stints, rate=rate, floor=floor) == (Line("attacks", 40, 1, 40),)
    far = [*stints, Stint(Kind.CORRECTION, -999)]
    assert lines_of(far, rate=rate, floor=floor) == (Line("attacks", 0, 1, 0),)


def test_volunteers_see_what_they_did_and_owe_no_floor():
    lines = lines_of([Stint(Kind.REVIEWS, 60)], rate=Rate("EUR", volunteers=True), floor=None)
    assert lines == (Line("reviews", 60, 0, 0),)


@pytest.mark.parametrize("floor", [None, Floor("US", "USD", 1)])
def test_without_a_floor_nothing_is_reckoned(floor):
    with pytest.raises(ValueError, match="no floor is known in EUR"):
        lines_of([], rate=Rate("EUR", 1), floor=floor)


@pytest.mark.parametrize("stint", [Stint(Kind.BREAKS, -1), Stint(Kind.ATTACKS, 1, -1)])
def test_only_a_correction_may_be_negative(stint):
    with pytest.raises(ValueError, match=r"of -?1 seconds"):
        lines_of([stint], rate=Rate("EUR", volunteers=True), floor=None)


def test_no_time_has_no_effective_rate():
    assert sum_of(()) == (0, 0, None)
