"""The network at its size: the server's time for each list at 100,000 applicants, and for a proposal.

    python -m benchmarks.network [--quick]

Each page is asked for inside one process, so that a list's own time is told and no server's. Half of
the applicants are being read, the others rejected; the members are 20,000 who may be called.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from random import Random
from typing import TYPE_CHECKING

from benchmarks import verdict
from benchmarks.verdict import Goal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

APPLICANTS, MEMBERS = 100_000, 20_000
COHORT = 100
AT = datetime(2026, 5, 14, 12, tzinfo=UTC)
BATCH = 5_000
Figures = dict[str, dict[str, float]]


def _set_up(folder: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "gadfly.site.settings"
    os.environ |= {"GADFLY_DATA_DIR": folder, "GADFLY_HOSTS": "testserver", "GADFLY_HTTPS": "0"}
    os.environ |= {"GADFLY_DATABASE_URL": "", "GADFLY_DEBUG": "0"}
    import django  # noqa: PLC0415 -- only once the folder is known

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- likewise

    call_command("migrate", verbosity=0)


def _fill(applicants: int, members: int) -> "tuple[Person, Person, Campaign]":
    """Make everybody, and return a manager, a scorer with what waits for them, and a campaign to fill."""
    from gadfly.campaigns.actions import found_campaign  # noqa: PLC0415 -- needs the settings
    from gadfly.cli.seeded_network import answers_of, application_of  # noqa: PLC0415 -- likewise
    from gadfly.network.actions import Vetting, open_round  # noqa: PLC0415 -- likewise
    from gadfly.network.models import Application, Reading, Stage  # noqa: PLC0415 -- likewise
    from gadfly.people.actions import make_person  # noqa: PLC0415 -- likewise
    from gadfly.people.models import Person  # noqa: PLC0415 -- likewise

    rng = Random(1)
    staff = [
        make_person(email=f"{office}@example.org", name=office, office=office, at=AT)[0]
        for office in ("manager", "member", "lead")
    ]
    round_ = open_round(name="Spring", opens_at=AT, closes_at=None, vetting=Vetting(readers=1), scorers=staff)
    for first in range(0, applicants, BATCH):
        made = Application.objects.bulk_create(
            application_of(
                round_,
                Stage.ELIGIBLE if number % 2 else Stage.REJECTED,
                answers_of(f"Nobody {number}", f"n{number}@x.invalid", rng),
                AT,
            )
            for number in range(first, min(first + BATCH, applicants))
        )
        Reading.objects.bulk_create(
            Reading(application=row, scorer=staff[1], asked_at=AT) for row in made[:20]
        )
    people = Person.objects.bulk_create(
        Person(email=f"m{number}@x.invalid", name=f"Member {number}", joined_at=AT)
        for number in range(members)
    )
    Application.objects.bulk_create(
        application_of(round_, Stage.ACTIVE, answers_of(one.name, one.email, rng), AT, person=one)
        for one in people
    )
    return staff[0], staff[1], found_campaign(person=staff[2], title="To fill", at=AT)


def _timed(act: Callable[[], object], times: int) -> dict[str, float]:
    act()
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
    return {"ms": statistics.median(walls), "CPU ms": statistics.median(cpus)}


def _figures(folder: str, applicants: int, members: int, times: int) -> Figures:
    _set_up(folder)
    manager, scorer, campaign = _fill(applicants, members)
    from django.test import Client  # noqa: PLC0415 -- needs the settings

    from gadfly.calling.queries import proposal_of  # noqa: PLC0415 -- likewise
    from gadfly.calling.wish import Wish  # noqa: PLC0415 -- likewise
    from gadfly.network.models import Application  # noqa: PLC0415 -- likewise

    middle = Application.objects.order_by("pk").values_list("key", flat=True)[applicants // 2]
    lists = {
        "applicants": (manager, "/network/applicants/"),
        "applicants, one stage": (manager, "/network/applicants/?stage=eligible"),
        "applicants, a page in the middle": (manager, f"/network/applicants/?after={middle}"),
        "members": (manager, "/network/applicants/?stage=active"),
        "contracts": (manager, "/network/contracts/"),
        "a scorer's list": (scorer, "/network/scoring/"),
        "a member's calls": (scorer, "/calls/"),
    }
    figures: Figures = {}
    for name, (person, path) in lists.items():
        client = Client()
        client.force_login(person)
        if client.get(path).status_code != 200:  # noqa: PLR2004 -- the page, or there is nothing to time
            raise RuntimeError(path)
        figures[name] = _timed(partial(client.get, path), times)
    wish = Wish(size=COHORT, domains=("Law", "Healthcare"))
    figures["a proposal"] = _timed(lambda: proposal_of(campaign, wish, AT), max(1, times // 5))
    return figures


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    applicants, members = (2_000, 500) if quick else (APPLICANTS, MEMBERS)
    alone = ProcessPoolExecutor(1, mp_context=get_context("spawn"))  # Django is set up there, and not here
    with tempfile.TemporaryDirectory() as folder, alone as one:
        figures = one.submit(_figures, folder, applicants, members, 3 if quick else 15).result()
    rows = [[name, *map(verdict.number, row.values())] for name, row in figures.items()]
    print(verdict.table(("page", "ms", "CPU ms"), rows), end="\n\n")
    reached = [
        Goal(f"{name} at {applicants:,} applicants", row["ms"], 100, "ms")
        for name, row in figures.items()
        if name != "a proposal"
    ]
    proposal = Goal(
        f"a proposal of {COHORT} from {members:,} members", figures["a proposal"]["ms"], 5_000, "ms"
    )
    verdict.write("network", [*reached, proposal], figures)
    return [*reached, proposal]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="2,000 applicants: a look, not a figure")
    verdict.warn_if_busy()
    print(verdict.goals_table(measured(**vars(parser.parse_args()))))
