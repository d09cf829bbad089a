"""Doses: sittings, the hard stop, caps of days and weeks, severe items in a row."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.care.dose import (
    IN_A_ROW,
    REST,
    Caps,
    Showing,
    begins,
    full_until,
    next_of,
    row_of,
    seen,
    sitting_of,
)

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)  # a Thursday


def showings(count, *, severity, apart=3, seconds=180.0):
    """`count` showings, newest first, the newest of which ended now."""
    return [Showing(NOON - timedelta(minutes=apart * i), seconds, severity) for i in range(count)]


@pytest.mark.parametrize(
    ("count", "severity", "nudges", "stops"),
    [
        (8, 0, False, False),
        (9, 0, True, False),
        (19, 4, True, False),
        (20, 4, True, True),
        (20, None, True, True),
        (29, 2, True, False),
        (30, 2, True, True),
    ],
)
def test_a_nudge_at_25_minutes_a_stop_at_60_severe_and_90_otherwise(count, severity, nudges, stops):
    sitting = sitting_of(showings(count, severity=severity), NOON)
    assert (sitting.nudges, sitting.goes_on is not None) == (nudges, stops)


def test_work_goes_on_ten_minutes_after_the_last_showing():
    sitting = sitting_of(showings(30, severity=0), NOON + timedelta(minutes=2))
    assert sitting.goes_on == NOON + REST
    assert sitting_of(showings(30, severity=0), NOON + REST) == (0, 0, None)


def test_ten_minutes_without_anything_shown_end_a_sitting():
    old = [shown._replace(until=shown.until - timedelta(minutes=13)) for shown in showings(30, severity=0)]
    assert sitting_of([Showing(NOON, 60.0, 0), *old], NOON).minutes == 1


@pytest.mark.parametrize(
    ("severity", "folded", "revealed", "expected"),
    [(4, 2, 0, 2), (4, 2, 1, 4), (4, 0, 0, 4), (None, 3, 0, 2), (None, 3, 1, None), (1, 1, 0, 1)],
)
def test_what_stayed_folded_was_not_seen(severity, folded, revealed, expected):
    assert seen(severity, folded, revealed) == expected


def test_severe_items_are_counted_back_to_the_first_that_was_not_or_to_a_rest():
    severe = showings(3, severity=3)
    assert row_of(severe, NOON) == 3
    assert row_of([severe[0], Showing(NOON, 1, 2), severe[1]], NOON) == 1
    assert row_of([Showing(NOON, 1, None), *severe], NOON) == 0
    assert row_of(severe, NOON + REST) == 0


def test_days_begin_at_midnight_and_weeks_on_monday():
    assert begins(NOON) == (datetime(2026, 5, 14, tzinfo=UTC), datetime(2026, 5, 11, tzinfo=UTC))


@pytest.mark.parametrize(
    ("minutes", "caps", "until"),
    [
        ((9, 9), [Caps(10, 100)], None),
        ((10, 10), [Caps(), Caps(10, 100)], datetime(2026, 5, 15, tzinfo=UTC)),
        ((10, 100), [Caps(10, 100)], datetime(2026, 5, 18, tzinfo=UTC)),
        ((0, 0), [Caps(0, None)], datetime(2026, 5, 15, tzinfo=UTC)),
        ((500, 5000), [Caps()], None),
    ],
)
def test_a_full_day_goes_on_tomorrow_and_a_full_week_on_monday(minutes, caps, until):
    assert full_until(minutes, caps, NOON) == until


@given(st.lists(st.booleans(), max_size=40))
def test_no_queue_gives_more_than_three_severe_items_in_a_row(queue):
    left, given_out, row = list(queue), [], 0
    while left:
        place = next_of(left, row)
        if place is None:
            assert all(left)
            given_out.append(None)  # a rest
            row = 0
            continue
        severe = left.pop(place)
        given_out.append(severe)
        row = row + 1 if severe else 0
    runs = "".join("S" if one else "r" if one is None else "m" for one in given_out)
    assert "S" * (IN_A_ROW + 1) not in runs
    assert runs.count("S") + runs.count("m") == len(queue)


def test_an_empty_queue_has_no_next():
    assert next_of([], 0) is None
