"""Time from signs of life, with a second way of counting it: second by second."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.pay import IDLE, Pause, Sign, shares, worked

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)


def sign(piece, seconds):
    return Sign(piece, NOON + timedelta(seconds=seconds))


SIGNS = st.lists(st.builds(sign, st.sampled_from("abc"), st.integers(0, 1500)))


def pause(begin, length):
    return Pause(NOON + timedelta(seconds=begin), NOON + timedelta(seconds=begin + length))


PAUSES = st.lists(st.builds(pause, st.integers(0, 1500), st.integers(0, 400)), max_size=4)


def second_by_second(signs, pauses=()):
    """Ask of each second whether it lies in a silence that counts, and in no pause."""
    idle = int(IDLE.total_seconds())
    at = {(one.piece, int((one.at - NOON).total_seconds())) for one in signs}
    counted = set()
    for piece, start in at:
        later = [s for other, s in at if other == piece and s > start]
        anyone = [s for _, s in at if s > start]
        if later:
            counted |= set(range(start, min(*later, start + idle)))
        if anyone and min(anyone) - start <= idle:
            counted |= set(range(start, min(anyone)))
    for one in pauses:
        begin, end = (int((moment - NOON).total_seconds()) for moment in one)
        counted -= set(range(begin, end))
    return timedelta(seconds=len(counted))


@given(SIGNS)
def test_it_agrees_with_counting_second_by_second(signs):
    assert worked(signs) == second_by_second(signs)


@given(SIGNS, PAUSES)
def test_with_pauses_it_still_does(signs, pauses):
    parts = shares(signs, pauses=pauses)
    assert sum(parts.values(), timedelta(0)) == second_by_second(signs, pauses)
    assert all(part >= timedelta(0) for part in parts.values())


@given(SIGNS, st.randoms())
def test_neither_the_order_of_signs_nor_saying_them_twice_matters(signs, rng):
    shuffled = [*signs, *signs]
    rng.shuffle(shuffled)
    assert worked(shuffled) == worked(signs)


@given(SIGNS, SIGNS)
def test_a_further_sign_never_lessens_the_time(signs, more):
    assert worked(signs) <= worked([*signs, *more])


@given(SIGNS)
def test_time_is_never_negative_and_never_more_than_passed(signs):
    moments = [one.at for one in signs] or [NOON]
    assert timedelta(0) <= worked(signs) <= max(moments) - min(moments)


def test_a_long_silence_within_an_attack_counts_three_minutes():
    assert worked([sign("a", 0), sign("a", 3600)]) == IDLE


def test_a_long_silence_between_two_attacks_counts_for_nothing():
    assert worked([sign("a", 0), sign("b", 181)]) == timedelta(0)


def test_a_short_silence_between_two_attacks_counts():
    assert worked([sign("a", 0), sign("b", 180)]) == IDLE


def test_two_attacks_at_once_are_not_paid_twice():
    assert worked([sign("a", 0), sign("b", 0), sign("a", 60), sign("b", 60)]) == timedelta(minutes=1)


@given(SIGNS)
def test_each_piece_has_its_share_and_all_of_them_are_the_whole(signs):
    parts = shares(signs)
    assert set(parts) == {one.piece for one in signs}
    assert all(part >= timedelta(0) for part in parts.values())
    assert sum(parts.values(), timedelta(0)) == worked(signs)


def test_reading_the_next_brief_belongs_to_the_next_attack():
    signs = [sign("a", 0), sign("a", 60), sign("b", 90), sign("b", 100)]
    assert shares(signs) == {"a": timedelta(seconds=60), "b": timedelta(seconds=40)}
