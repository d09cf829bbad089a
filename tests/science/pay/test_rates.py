"""Rates by the hour and by the set."""

import pytest

from gadfly.science.pay import CurrencyError, Kind, Rate, RateError

HOURLY = Rate("EUR", 2000)
BY_SET = Rate("EUR", 1500, a_set=950)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"hourly": -1},
        {"hourly": 1, "volunteers": True},
        {"a_set": 1, "volunteers": True},
        {"hourly": 1, "a_set": 0},
        {"hourly": 1, "size": 0},
        {"hourly": 1, "size": 101},
    ],
)
def test_what_pays_nothing_without_saying_so_is_no_rate(wrong):
    with pytest.raises(RateError):
        Rate("EUR", **wrong)


def test_only_volunteers_need_no_currency():
    assert Rate("", volunteers=True).currency == ""
    with pytest.raises(CurrencyError):
        Rate("", 1)


def test_an_hour_is_paid_by_the_second_and_rounded_up():
    assert [HOURLY.pay(Kind.ATTACKS, seconds, 1) for seconds in (0, 1, 2, 1800, 3600)] == [
        0,
        1,
        2,
        1000,
        2000,
    ]


def test_attacks_by_the_set_are_paid_by_their_number_and_all_else_by_the_hour():
    assert [BY_SET.pay(Kind.ATTACKS, 9999, count) for count in (0, 1, 5, 6)] == [0, 190, 950, 1140]
    assert BY_SET.pay(Kind.TRAINING, 3600, 0) == 1500


@pytest.mark.parametrize(
    ("new", "old", "short"),
    [
        (HOURLY, HOURLY, False),
        (Rate("EUR", 1999), HOURLY, True),
        (Rate("USD", 2000), HOURLY, True),
        (BY_SET, HOURLY, True),
        (HOURLY, BY_SET, True),
        (Rate("EUR", 1500, a_set=1900, size=10), BY_SET, False),
        (Rate("EUR", 1500, a_set=1899, size=10), BY_SET, True),
        (Rate("EUR", volunteers=True), HOURLY, True),
        (HOURLY, Rate("EUR", volunteers=True), False),
    ],
)
def test_a_rate_by_which_somebody_could_earn_less_falls_short(new, old, short):
    assert new.falls_short_of(old) is short
