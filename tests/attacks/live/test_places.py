"""Places at an endpoint: never more than there are, none lost, and shared fairly between people."""

import asyncio
from collections import Counter
from contextlib import ExitStack

from hypothesis import given
from hypothesis import strategies as st

from gadfly.attacks.live.places import Lines, Places
from tests.patience import PATIENCE

ADA, BO, CY = 1, 2, 3


class Hall:
    """People with tickets, each under a name of its own."""

    def __init__(self, places):
        self.places = places
        self.tickets = {}

    def come(self, name, person):
        stack = ExitStack()
        self.tickets[name] = (stack.enter_context(self.places.ticket(person)), stack)

    def leave(self, name):
        self.tickets.pop(name)[1].close()

    def served(self):
        return [name for name, (ticket, _) in self.tickets.items() if ticket.served]


def test_without_a_bound_everybody_is_served_at_once():
    hall = Hall(Places())
    for number in range(100):
        hall.come(number, BO)
    assert len(hall.served()) == 100


def test_one_who_asks_for_many_turns_waits_behind_whoever_asks_for_one():
    hall = Hall(Places(1))
    for number in range(4):
        hall.come(f"bo {number}", BO)
    hall.come("cy", CY)
    hall.come("ada", ADA)
    order = []
    while hall.tickets:
        (name,) = hall.served()
        order.append(name)
        hall.leave(name)
    assert order == ["bo 0", "cy", "ada", "bo 1", "bo 2", "bo 3"]


def test_one_whose_turns_hold_places_already_comes_after_whoever_holds_none():
    hall = Hall(Places(2))
    for name, person in {"bo 0": BO, "bo 1": BO, "bo 2": BO, "cy 0": CY, "cy 1": CY}.items():
        hall.come(name, person)
    hall.leave("bo 0")
    assert hall.served() == ["bo 1", "cy 0"]


def test_who_leaves_the_line_is_not_called_and_who_leaves_a_place_makes_room():
    hall = Hall(Places(1))
    for name, person in {"bo": BO, "cy": CY, "ada": ADA}.items():
        hall.come(name, person)
    hall.leave("cy")
    hall.leave("bo")
    assert hall.served() == ["ada"]


def test_more_places_serve_those_who_wait_when_the_next_one_comes_or_goes():
    lines = Lines()
    hall = Hall(lines.of(7, 1))
    hall.come("bo", BO)
    hall.come("cy", CY)
    assert lines.of(7, 3) is hall.places
    hall.come("ada", ADA)
    assert hall.served() == ["bo", "cy", "ada"]
    assert lines.of(8, 1) is not hall.places


async def test_waiting_ends_with_the_place_or_with_the_time():
    places = Places(1)
    with ExitStack() as bo, places.ticket(CY) as waiting:
        assert await waiting.wait(0)
        bo.enter_context(places.ticket(BO))
    with ExitStack() as bo:
        bo.enter_context(places.ticket(BO))
        with places.ticket(CY) as waiting:
            assert not await waiting.wait(0)
            waits = asyncio.create_task(waiting.wait(PATIENCE))
            await asyncio.sleep(0)
            bo.close()
            assert await waits


async def test_a_client_that_is_cancelled_frees_its_place_or_its_claim():
    places = Places(1)

    async def turn(person):
        with places.ticket(person) as ticket:
            assert await ticket.wait(PATIENCE)
            await asyncio.Event().wait()

    served, waiting = (asyncio.create_task(turn(person)) for person in (BO, CY))
    await asyncio.sleep(0)
    with places.ticket(ADA) as last:
        for one in (waiting, served):
            assert not last.served
            one.cancel()
            await asyncio.wait({one})
        assert last.served


@given(
    size=st.integers(1, 4),
    steps=st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 30)), max_size=60),
)
def test_whatever_happens_no_place_is_idle_while_somebody_waits_and_who_holds_fewest_is_served(size, steps):
    hall, whose = Hall(Places(size)), {}
    for number, (comes, person, which) in enumerate(steps):
        before = hall.served()
        if comes or not hall.tickets:
            whose[number] = person
            hall.come(number, person)
        else:
            hall.leave(sorted(hall.tickets)[which % len(hall.tickets)])
        served = hall.served()
        waiting = {whose[name] for name in hall.tickets if name not in served}
        assert len(served) <= size
        assert len(served) == size or not waiting
        for name in set(served) - set(before):
            held = Counter(whose[one] for one in served if one != name)
            assert all(held[whose[name]] <= held[other] for other in waiting)
    while hall.tickets:
        hall.leave(next(iter(hall.tickets)))
    assert (hall.places._held, hall.places._waiting, hall.places._served) == (Counter(), {}, {})


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40))
def test_of_those_who_wait_from_the_start_nobody_is_ever_two_turns_ahead_of_another(people):
    hall, whose, turns = Hall(Places(1)), dict(enumerate(people)), Counter()
    for number, person in whose.items():
        hall.come(number, person)
    while hall.tickets:
        (name,) = hall.served()
        turns[whose[name]] += 1
        hall.leave(name)
        assert all(turns[whose[other]] >= turns[whose[name]] - 1 for other in hall.tickets)
