"""The operator's table of floors."""

import pytest

from gadfly.science.pay import Floor, FloorsError, read_floors

HEAD = "country,currency,per_hour"


def test_a_country_has_its_own_floor_and_others_that_of_the_star():
    floors = read_floors([HEAD, "DE,EUR,13.90", "", "*,EUR,15", "*,JPY,1100"])
    assert floors.of("DE", "EUR") == Floor("DE", "EUR", 1390)
    assert floors.of("FR", "EUR") == floors.of("", "EUR") == Floor("*", "EUR", 1500)
    assert floors.of("JP", "JPY") == Floor("*", "JPY", 1100)
    assert [floors.lowest(currency) for currency in ("EUR", "JPY", "USD")] == [1390, 1100, None]


def test_a_floor_that_nobody_stated_is_not_zero():
    assert read_floors([HEAD, "DE,EUR,13.90"]).of("FR", "EUR") is None
    assert read_floors([HEAD, "*,EUR,13.90"]).of("US", "USD") is None


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], "Line 1 must be: country,currency,per_hour"),
        (["land,money,much"], "Line 1 must be: country,currency,per_hour"),
        ([HEAD, "DE,EUR"], "Line 2 has 2 cells instead of 3."),
        ([HEAD, "Germany,EUR,1"], "Line 2: a country is two capital letters or *, not 'Germany'."),
        ([HEAD, "DE,EUR,much"], "Line 2: 'much' is no amount."),
        ([HEAD, "DE,EUR,1.234"], "Line 2: EUR has 2 decimals; 1.234 has more."),
        ([HEAD, "DE,EUR,0"], "Line 2: a floor of nothing is none. Leave the row out."),
        ([HEAD, "DE,EUR,1", "DE,EUR,2"], "Line 3 repeats DE in EUR."),
        ([HEAD, 'DE,EUR,"1'], "Line 2 is no CSV: unexpected end of data."),
    ],
)
def test_a_wrong_line_is_named(lines, sentence):
    with pytest.raises(FloorsError) as error:
        read_floors(lines)
    assert str(error.value) == sentence
