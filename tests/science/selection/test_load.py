"""Promised minutes fall to months day by day, and none is lost."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.selection import Span, load_of

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
spans = st.lists(st.builds(Span, days, days, st.integers(0, 10_000)), max_size=6)


@given(spans)
def test_what_was_promised_is_what_the_months_hold(promised):
    assert sum(load_of(promised).values()) == sum(span.minutes for span in promised)


@given(spans)
def test_each_month_holds_what_counting_day_by_day_gives_it(promised):
    slow = {}
    for first, last, minutes in promised:
        length = max(1, (last - first).days + 1)
        for number in range(length):
            day = first + timedelta(days=number)
            slow[day.year, day.month] = slow.get((day.year, day.month), 0) + minutes / length
    found = load_of(promised)
    assert list(found) == sorted(slow)
    assert all(abs(float(found[month]) - minutes) < 1e-6 for month, minutes in slow.items())


def test_a_year_has_twelve_months_in_order_and_a_leap_day():
    found = load_of([Span(date(2024, 1, 1), date(2024, 12, 31), 366)])
    assert [int(minutes) for minutes in found.values()] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
