"""Votes on one item, the union of its tags, and seconds that count."""

from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.reviewing.spread import counted, spread_of, united
from gadfly.science.reviewing.taxonomies import MOST_TAGS, MOST_UNITED, OTHER, PAPER, SHIPPED


@given(st.lists(st.integers(0, 4), min_size=1))
def test_votes_are_kept_as_a_distribution(grades):
    spread = spread_of(grades)
    assert [grade for grade, count in enumerate(spread.votes) for _ in range(count)] == sorted(grades)
    assert spread.apart == max(grades) - min(grades)
    assert spread.split == (min(grades) < 3 <= max(grades))


def test_no_votes_have_no_spread():
    assert spread_of([]) is None


def test_the_union_is_sorted_and_keeps_six_at_most_the_oftenest_first():
    opinions = [["b", "a"], ["c", "a"], ["d", "e"], ["f", "g"]]
    assert united(opinions[:2], most=6) == ("a", "b", "c")
    assert united([*opinions, ["g"]], most=6) == ("a", "b", "c", "d", "e", "g")
    assert united([], most=6) == ()


def test_idle_seconds_are_cut_off():
    assert [counted(gap) for gap in (-5.0, 12.5, 180.0, 4_000.0)] == [0.0, 12.5, 180.0, 180.0]


def test_the_papers_taxonomy_has_its_twenty_tags_and_no_tag_stands_twice():
    assert (len(PAPER.tags), MOST_TAGS * 3 == MOST_UNITED) == (20, True)
    assert PAPER.tags[3] == "Non-violent unethical behavior (e.g. lying, cheating, etc.)"
    assert all(len(set(one.tags)) == len(one.tags) and OTHER in one.tags for one in SHIPPED)
