import asyncio
import threading

import pytest
from django.db import OperationalError, connection

from gadfly.people.models import Person
from gadfly.shared.clock import now
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal
from gadfly.shared.writer import LARGEST_GROUP, DirectWriter, GroupWriter, disk_is_full

pytestmark = pytest.mark.django_db(transaction=True)


def add(name):
    with durable():
        return Person.objects.create(email=f"{name}@example.org", name=name, joined_at=now())


def fail_after_adding(name):
    with durable():
        add_inside = Person(email=f"{name}@example.org", name=name, joined_at=now())
        add_inside.save()
        raise Refusal("not this one")


def names():
    return set(Person.objects.values_list("name", flat=True))


def with_writer(scenario):
    async def run():
        writer = GroupWriter(asyncio.get_running_loop())
        try:
            return await scenario(writer)
        finally:
            await asyncio.to_thread(writer.close)

    return asyncio.run(run())


def test_a_job_returns_what_it_made_once_it_is_on_disk():
    async def scenario(writer):
        return (await writer(lambda: add("ada"))).name

    assert with_writer(scenario) == "ada"
    assert names() == {"ada"}


def test_jobs_that_wait_share_one_commit():
    commits = []

    async def scenario(writer):
        gate = threading.Event()
        first = asyncio.ensure_future(writer(gate.wait))
        await asyncio.sleep(0.05)
        rest = [
            asyncio.ensure_future(writer(lambda n=n: (add(f"p{n}"), commits.append(id_of_commit()))))
            for n in range(20)
        ]
        gate.set()
        await asyncio.gather(first, *rest)

    def id_of_commit():
        return tuple(connection.savepoint_ids) if connection.in_atomic_block else None

    with_writer(scenario)
    assert names() == {f"p{n}" for n in range(20)}
    assert None not in commits


def test_a_job_that_fails_in_a_group_fails_alone():
    async def scenario(writer):
        gate = threading.Event()
        jobs = [gate.wait, lambda: add("a"), lambda: fail_after_adding("b"), lambda: add("c")]
        waiting = [asyncio.ensure_future(writer(job)) for job in jobs]
        await asyncio.sleep(0.05)
        gate.set()
        return await asyncio.gather(*waiting, return_exceptions=True)

    results = with_writer(scenario)
    assert [type(result).__name__ for result in results] == ["bool", "Person", "Refusal", "Person"]
    assert names() == {"a", "c"}


def test_what_landed_is_told_even_when_the_one_who_waited_has_left():
    landed = []

    async def scenario(writer):
        gate = threading.Event()
        blocking = asyncio.ensure_future(writer(gate.wait))
        leaving = asyncio.ensure_future(writer(lambda: add("ada"), landed=landed.append))
        await asyncio.sleep(0.05)
        leaving.cancel()
        gate.set()
        await blocking
        await writer(lambda: None)

    with_writer(scenario)
    assert [person.name for person in landed] == ["ada"]
    assert names() == {"ada"}


def test_a_page_waits_in_its_thread_until_its_job_is_on_disk():
    async def scenario(writer):
        return await asyncio.to_thread(writer.wait, lambda: add("ada"))

    assert with_writer(scenario).name == "ada"
    assert names() == {"ada"}


def test_more_jobs_than_a_group_takes_are_done_in_several():
    async def scenario(writer):
        gate = threading.Event()
        jobs = [gate.wait, *[lambda n=n: n for n in range(LARGEST_GROUP + 1)]]
        waiting = [asyncio.ensure_future(writer(job)) for job in jobs]
        await asyncio.sleep(0)  # all stand in line before the first is done
        gate.set()
        return await asyncio.gather(*waiting)

    assert with_writer(scenario) == [True, *range(LARGEST_GROUP + 1)]


def test_closing_finishes_what_waits():
    async def scenario(writer):
        for number in range(5):
            writer.put(lambda number=number: add(f"p{number}"))

    with_writer(scenario)
    assert len(names()) == 5


def test_when_the_database_is_away_the_same_jobs_run_again():
    tries = []

    def once_broken():
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("server closed the connection unexpectedly")
        return add("ada")

    async def scenario(writer):
        return await writer(once_broken)

    assert with_writer(scenario).name == "ada"
    assert len(tries) == 2


def test_r6_a_full_disk_is_said_at_once_and_not_tried_again():
    tries = []

    def full():
        tries.append(1)
        raise OperationalError("database or disk is full")

    async def scenario(writer):
        with pytest.raises(OperationalError, match="full"):
            await writer(full)

    with_writer(scenario)
    assert len(tries) == 1


def test_a_write_that_nobody_waits_for_is_not_lost_in_silence(caplog):
    async def scenario(writer):
        writer.put(lambda: fail_after_adding("ada"))

    with_writer(scenario)
    assert "A write that nobody waits for failed." in caplog.text
    assert "Refusal: not this one" in caplog.text


def test_only_a_want_of_room_counts_as_a_full_disk():
    assert disk_is_full(OperationalError("could not extend file: No space left on device"))
    assert not disk_is_full(OperationalError("database is locked"))


def test_the_direct_writer_runs_each_job_by_itself():
    async def scenario():
        writer, landed = DirectWriter(), []
        made = await writer(lambda: add("ada"), landed=landed.append)
        return made.name, [person.name for person in landed]

    assert asyncio.run(scenario()) == ("ada", ["ada"])
