"""The trend of a campaign tells of five people or of nobody, whenever one looks, whatever one subtracts."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.care.trend import FEWEST, Said, blocks_of

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
FEELINGS = ("upset", "alert")
GRADES = st.dictionaries(st.sampled_from(FEELINGS), st.integers(0, 4))
PEOPLE = st.lists(st.tuples(st.integers(1, 9), GRADES), max_size=60)


def told(rows):
    return [Said(who, NOON + timedelta(hours=hour), grades) for hour, (who, grades) in enumerate(rows)]


def people_behind(said, blocks):
    """Who is in each block: found by its times."""
    return [{one.person for one in said if block.began <= one.at <= block.ended} for block in blocks]


@given(PEOPLE)
def test_every_number_has_five_people_behind_it(rows):
    said = told(rows)
    for block, people in zip(
        blocks_of(said, FEELINGS), people_behind(said, blocks_of(said, FEELINGS)), strict=True
    ):
        assert block.people == len(people) >= FEWEST
        assert all(mean.people >= FEWEST for mean in block.means.values() if mean)


@given(PEOPLE, st.integers(0, 60), st.integers(0, 60))
def test_the_difference_of_what_two_looks_tell_holds_five_people_or_nothing(rows, one, other):
    said = told(rows)
    before, after = (blocks_of(said[:end], FEELINGS) for end in sorted((one, other)))
    assert after[: len(before)] == before  # what was told once is never told otherwise
    fresh = people_behind(said, after[len(before) :])
    assert all(len(people) >= FEWEST for people in fresh)


@given(PEOPLE)
def test_no_answer_is_in_two_blocks(rows):
    blocks = blocks_of(told(rows), FEELINGS)
    assert all(one.ended < other.began for one, other in pairwise(blocks))


def test_each_person_counts_once_and_what_few_answered_is_not_told():
    rows = [(1, {"upset": 4}), (1, {"upset": 0}), *((who, {"upset": 0}) for who in range(2, 5))]
    [block] = blocks_of(told([*rows, (5, {"upset": 0, "alert": 3})]), FEELINGS)
    assert block.means == {"upset": (0.4, 5), "alert": None}


def test_four_people_tell_nothing():
    assert blocks_of(told([(who % 4, {"upset": 1}) for who in range(40)]), FEELINGS) == []
