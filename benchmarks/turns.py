"""Turns under load: drive one server through a scenario and take its figures."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.addresses import listed
from benchmarks.loadtools import Load, drive
from benchmarks.processes import Program

Figures = dict[str, float | None]
"""Figures by name: times in ms, CPU in ms a turn. None where nothing was timed."""

PAGES_A_SECOND = 20
LIMIT = 60
SETTLE = 0.5
"""Seconds after a run in which the server finishes what it still writes."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """How many write a message, within how many seconds; 0: at one instant."""

    users: int
    seconds: int = 0

    @property
    def name(self) -> str:
        """The scenario as people say it."""
        return f"{self.users} over {self.seconds} s" if self.seconds else f"{self.users} at once"

    def words(self) -> list[str]:
        """Return the client's arguments for it."""
        return ["-n", str(self.users), "-s", str(self.seconds), "-l", str(LIMIT + self.seconds)]


@dataclass(slots=True)
class Contender:
    """A running server, the people who have not written to it yet, and its pages."""

    name: str
    program: Program
    people: list[str]
    pages: Sequence[str]

    def take(self, count: int) -> list[str]:
        """Return so many people who have not written yet. Raises IndexError when too few are left."""
        taken, self.people = self.people[:count], self.people[count:]
        if len(taken) < count:
            raise IndexError(f"{self.name} has only {len(taken)} of {count} people left")
        return taken


def direct(tools: Path, endpoint_port: int, scenario: Scenario) -> Load:
    """Return what a client sees of the endpoint itself."""
    return drive(tools, ["-h", str(endpoint_port), *scenario.words()])


def burst(tools: Path, contender: Contender, scenario: Scenario, rate: int) -> tuple[Load, float]:
    """Run a scenario once with so many page loads a second. Return also the CPU ms a turn."""
    users = listed(contender.take(scenario.users), tools / "users")
    pages = listed(contender.pages, tools / "pages")
    words = ["-h", str(contender.program.port), *scenario.words()]
    before = contender.program.cpu_seconds()
    load = drive(tools, [*words, "-u", users, "-p", pages, "-r", str(rate)])
    time.sleep(SETTLE)
    return load, (contender.program.cpu_seconds() - before) * 1000 / scenario.users


def measure(tools: Path, contender: Contender, scenario: Scenario, endpoint: Load) -> Figures:
    """Run a scenario with page loads, then without. "added" is beyond the endpoint's own median."""
    load, cpu_with_pages = burst(tools, contender, scenario, PAGES_A_SECOND)
    bare, cpu = burst(tools, contender, scenario, 0)
    for failed in (load, bare):
        if failed.why:
            print(f"{contender.name}, {scenario.name}: {failed.why}")
    return {
        "failed": load.failed + load.pages_failed + bare.failed,
        "saved p95": load.saved.p95,
        "added p50": beyond(endpoint, load.first.p50),
        "added p95": beyond(endpoint, load.first.p95),
        "added p99": beyond(endpoint, load.first.p99),
        "gap p95": load.gap.p95,
        "gap p99": load.gap.p99,
        "pages p95": load.pages.p95,
        "CPU": cpu,
        "CPU with pages": cpu_with_pages,
    }


def beyond(endpoint: Load, first: float | None) -> float | None:
    """Return what was added to the endpoint's own first token."""
    return None if first is None or endpoint.first.p50 is None else first - endpoint.first.p50


def middle(runs: Sequence[Figures]) -> Figures:
    """Return the median of each figure over some runs; failures are added up."""
    values = {name: [run[name] for run in runs] for name in runs[0]}
    known = {name: [value for value in all_ if value is not None] for name, all_ in values.items()}
    return {
        name: sum(found) if name == "failed" else median(found) if found else None
        for name, found in known.items()
    }
