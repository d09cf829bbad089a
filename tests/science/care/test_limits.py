"""Limits: what is unknown is never mild, what is never is never given."""

from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.care.limits import MILDEST, Level, left_of, permits, same

TOPICS = st.sampled_from(["Salt", "Knives", "Curt advice"])
LIMITS = st.dictionaries(TOPICS.map(same), st.sampled_from(Level))
SEVERITIES = st.none() | st.integers(0, 4)


@given(LIMITS, st.lists(TOPICS), SEVERITIES)
def test_nothing_of_a_topic_that_is_never_taken_on_is_permitted(limits, topics, severity):
    if any(limits.get(same(topic)) is Level.NEVER for topic in topics):
        assert not permits(limits, topics, severity)


@given(LIMITS, st.lists(TOPICS), SEVERITIES)
def test_mild_only_permits_what_is_known_to_be_mild_and_nothing_else(limits, topics, severity):
    if permits(limits, topics, severity) and any(limits.get(same(topic)) is Level.MILD for topic in topics):
        assert severity is not None
        assert severity <= MILDEST


@given(st.lists(TOPICS), SEVERITIES)
def test_who_has_no_limits_may_be_given_anything(topics, severity):
    assert permits({}, topics, severity)


@given(LIMITS, st.lists(TOPICS), TOPICS, SEVERITIES)
def test_one_more_topic_never_permits_more(limits, topics, one, severity):
    assert permits(limits, topics, severity) or not permits(limits, [*topics, one], severity)


def test_case_and_blanks_tell_no_topics_apart():
    assert same("  Curt  ADVICE ") == same("curt advice")


def test_only_topics_with_a_yes_are_left_where_nobody_knows_how_severe_it_gets():
    limits = {"salt": Level.NEVER, "knives": Level.MILD}
    assert left_of(limits, ["Salt", "Knives", "Curt advice"]) == ["Curt advice"]
