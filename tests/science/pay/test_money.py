"""Amounts as typed and as read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.pay import CurrencyError, major, minor, places


@given(st.integers(0, 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_what_is_read_is_what_was_typed(units, currency):
    assert minor(Decimal(major(units, currency)), currency) == units


@pytest.mark.parametrize(("currency", "written"), [("EUR", "12.34"), ("JPY", "1234"), ("KWD", "1.234")])
def test_each_currency_has_its_decimals(currency, written):
    assert major(1234, currency) == written


@pytest.mark.parametrize("word", ["eur", "EU", "EURO", "", "E1R", "ÄUR"])
def test_what_is_no_currency_is_refused(word):
    with pytest.raises(CurrencyError, match="three capital letters"):
        places(word)


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "1.001"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(CurrencyError):
        minor(Decimal(amount), "EUR")
