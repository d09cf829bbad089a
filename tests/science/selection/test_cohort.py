"""The cohort covers nearly as much as the best one, within all limits, and says why."""

from itertools import combinations
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gadfly.science.selection import Call, Member, choose
from gadfly.science.selection.cohort import worth

values = st.frozensets(st.sampled_from("abc"), max_size=2)
members = st.lists(
    st.builds(
        Member,
        name=st.just(""),
        covers=st.fixed_dictionaries({"domain": values, "region": values}),
        hours=st.just(10.0),
        fit=st.floats(0, 1),
        share=st.floats(0, 1),
        days_since_call=st.none() | st.floats(0, 900),
        is_new=st.booleans(),
    ),
    min_size=1,
    max_size=8,
).map(lambda found: [named(one, f"m{n}") for n, one in enumerate(found)])


def named(one: Member, name: str, **but) -> Member:
    kept = {slot: getattr(one, slot) for slot in Member.__slots__}
    return Member(**{**kept, "name": name, **but})


PLAIN = Member(name="p", covers={"domain": frozenset({"law"})}, hours=10)


@given(members, st.integers(1, 4), st.sampled_from([0.0, 0.3, 0.5]))
@settings(max_examples=60)
def test_it_is_worth_at_least_063_of_the_best_there_is(made, size, new_share):
    call = Call(size=size, hours=5, new_share=new_share)
    chosen = choose(made, call).chosen
    by_name = {one.name: one for one in made}
    others = size - ceil(new_share * size)
    best = max(
        worth(some, call)
        for count in range(size + 1)
        for some in combinations(made, min(count, len(made)))
        if sum(not one.is_new for one in some) <= others
    )
    assert worth([by_name[one.name] for one in chosen], call) >= 0.63 * best - 1e-9


@given(members, st.integers(1, 6))
def test_gains_fall_and_add_up_to_what_the_cohort_is_worth(made, size):
    call = Call(size=size, hours=5, new_share=0)
    found = choose(made, call)
    gains = [one.gain for one in found.chosen]
    by_name = {one.name: one for one in made}
    assert gains == pytest.approx(sorted(gains, reverse=True))
    assert found.value == pytest.approx(worth([by_name[one.name] for one in found.chosen], call))


@given(members, st.randoms())
def test_the_order_of_members_does_not_matter(made, random):
    call = Call(size=3, hours=5)
    mixed = list(made)
    random.shuffle(mixed)
    assert choose(mixed, call).chosen == choose(made, call).chosen


@pytest.mark.parametrize(
    ("but", "reason"),
    [
        ({"has_conflict": True}, "has a conflict of interest"),
        ({"has_agreement": False}, "has no live agreement"),
        ({"closed_topics": frozenset({"fraud"})}, "does not want to see: fraud"),
        ({"hours": 4.5}, "has 4.5 hours left, and the campaign takes 5"),
        ({"called": 1}, "is called to 1 campaigns already"),
    ],
)
def test_nobody_is_called_past_a_limit_however_much_they_would_add(but, reason):
    call = Call(size=2, hours=5, topics=frozenset({"fraud", "weapons"}), new_share=0)
    found = choose([named(PLAIN, "out", fit=1.0, **but), named(PLAIN, "in")], call)
    assert [one.name for one in found.chosen] == ["in"]
    assert found.out == {"out": reason}
    assert found.short[0].startswith("1 of 2 people: no more than 1 can be called")


def test_each_has_reasons_and_the_next_best():
    chemist = named(PLAIN, "b", covers={"domain": frozenset({"chemistry"})}, fit=0.5)
    found = choose([PLAIN, named(PLAIN, "q", fit=0.9), chemist], Call(size=2, hours=5, new_share=0))
    first, second = found.chosen
    assert (first.name, first.reasons, first.next_best) == ("q", ("first with law",), "b")
    assert first.gain - first.next_gain == pytest.approx(0.4)
    assert (second.name, second.next_best) == ("b", "p")
    assert found.short == ()


def test_seats_are_kept_for_new_perspectives_even_if_they_add_less():
    made = [named(PLAIN, f"old{n}", fit=1.0) for n in range(4)] + [named(PLAIN, "new", is_new=True)]
    found = choose(made, Call(size=3, hours=5, new_share=0.3))
    assert sorted(one.name for one in found.chosen) == ["new", "old0", "old1"]
    assert found.chosen[-1].reasons[-1] == "brings a new perspective"
    lacking = choose(made[:4], Call(size=3, hours=5, new_share=0.3))
    assert len(lacking.chosen) == 2
    assert lacking.short[-1] == "0 with a new perspective, and 1 are wanted"


def test_hours_of_all_together_bound_the_cohort():
    made = [named(PLAIN, f"m{n}", is_new=True) for n in range(4)]
    found = choose(made, Call(size=4, hours=5, budget=12))
    assert len(found.chosen) == 2
    assert found.short[0] == "2 of 4 people: the budget of 12 hours is enough for 2"


def test_who_was_called_of_late_or_makes_most_attacks_comes_later():
    made = [named(PLAIN, "rested", days_since_call=400), named(PLAIN, "lately", days_since_call=3),
            named(PLAIN, "busy", share=0.8), named(PLAIN, "fresh")]  # fmt: skip
    order = [one.name for one in choose(made, Call(size=4, hours=5, new_share=0)).chosen]
    assert order == ["fresh", "rested", "busy", "lately"]


def test_what_those_beside_cover_is_worth_less_a_second_time():
    lawyer, chemist = named(PLAIN, "a"), named(PLAIN, "b", covers={"domain": frozenset({"chemistry"})})
    call = Call(size=1, hours=5, new_share=0)
    assert choose([lawyer, chemist], call).chosen[0].name == "a"
    found = choose([lawyer, chemist], call, beside=[PLAIN])
    assert found.chosen[0].name == "b"
    assert choose([lawyer], call, beside=[PLAIN]).chosen[0].reasons == ("one of 2 with law",)
