"""Who shares an employer, a past or a declaration does not judge the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.network.conflicts import PUBLIC_HOSTS, Place, Ties, conflict_between, host_of

NOBODY = Ties(host="")
KITCHEN = Place("Harbour Kitchen", 2010, None)


def between(one, other, *, year=2026, window=3):
    return conflict_between(one, other, year=year, window=window)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (NOBODY, NOBODY, None),
        (Ties("kitchen.example"), Ties("kitchen.example"), "same e-mail domain"),
        (Ties("kitchen.example"), Ties("garden.example"), None),
        (Ties("", (KITCHEN,)), Ties("", (Place("harbour  KITCHEN.", 2020, 2023),)), "same organisation"),
        (Ties("", (KITCHEN,)), Ties("", (Place("Harbour Kitchen", 2020, 2022),)), None),
        (Ties("", (KITCHEN,)), Ties("", (Place("Garden", 2020, None),)), None),
        (Ties("", (KITCHEN,)), Ties("", (), frozenset({"harbour kitchen"})), "declared conflict"),
        (Ties("kitchen.example"), Ties("", (), frozenset({"kitchen example"})), "declared conflict"),
        (NOBODY, Ties("", (), frozenset({""})), None),
    ],
)
def test_ties_make_a_conflict_both_ways(one, other, why):
    assert (between(one, other), between(other, one)) == (why, why)


@given(st.integers(1990, 2030), st.integers(0, 20))
def test_a_workplace_left_counts_for_the_years_of_the_window(left, window):
    found = between(
        Ties("", (Place("Harbour", 1980, left),)), Ties("", (Place("Harbour", 1980, None),)), window=window
    )
    assert (found is not None) is (left >= 2026 - window)


@pytest.mark.parametrize(
    ("email", "host"),
    [("Nia@Kitchen.Example", "kitchen.example"), ("nia@gmail.com", ""), ("nia", "nia"), ("", "")],
)
def test_a_host_where_anybody_may_live_ties_nobody(email, host):
    assert host_of(email) == host
    assert "gmail.com" in PUBLIC_HOSTS
