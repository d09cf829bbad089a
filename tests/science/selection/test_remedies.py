"""What would have to change is said where a wish cannot be met, without telling of anybody."""

import pytest

from gadfly.science.selection import Call, Member, choose, remedies

ASKED = Call(size=3, hours=5, topics=frozenset({"fraud"}), features=("domain",), new_share=0)


def member(name, domain="law", **but):
    return Member(**{"name": name, "covers": {"domain": frozenset({domain})}, "hours": 10, **but})


def told(members, call=ASKED, **wanted):
    found = choose(members, call)
    return list(
        remedies(members, call, found, wanted={key: frozenset(value) for key, value in wanted.items()})
    )


def test_nothing_is_said_where_nothing_is_short():
    assert told([member(name) for name in "abc"], domain={"law"}) == []


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        ([4.9, 3.2], "Ask for 3 hours of each instead of 5: more people have that many left."),
        ([4.9, 4.6, 1.0], "Ask for 4.5 hours of each instead of 5: more people have that many left."),
        ([2.7], "Ask for 2.5 hours of each instead of 5: more people have that many left."),
    ],
)
def test_fewer_hours_let_more_people_come(left, sentence):
    busy = [member(f"b{number}", hours=hours) for number, hours in enumerate(left)]
    assert told([member("a"), *busy]) == [sentence]


def test_who_has_no_half_hour_left_is_asked_for_none():
    assert told([member("a"), member("b", hours=0.4)]) == []


def test_more_campaigns_at_once_and_fewer_topics_let_more_people_come():
    out = [
        member("b", called=2, cap=2),
        member("c", called=3, cap=3),
        member("d", closed_topics=frozenset({"fraud"})),
    ]
    assert told([member("a"), *out]) == [
        "Let people take part in 3 campaigns at once.",
        "Take a topic out of the terms: some people never want to see one of them.",
    ]


def test_a_smaller_share_of_new_perspectives_lets_others_come():
    call = Call(size=4, hours=5, features=("domain",), new_share=0.75)
    people = [member("n", is_new=True), *(member(name) for name in "abcd")]
    assert told(people, call) == ["Lower the least share of new perspectives to 25 %."]


def test_a_value_that_nobody_of_the_cohort_brings_is_named_with_what_helps():
    people = [
        member("a"),
        member("b", "law"),
        member("c", "physics"),
        member("d", "biology", has_conflict=True),
    ]
    call = Call(size=1, hours=5, features=("domain",), new_share=0, fit_weight=0)
    assert told(people, call, domain={"law", "physics", "biology", "music"}) == [
        "Nobody who brings biology can be called now.",
        "Nobody in the network brings music. Seek it in the next round of applications.",
        "Call more people, or ask for fewer things: nobody here brings physics yet.",
    ]
