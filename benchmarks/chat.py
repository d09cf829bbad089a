"""Chat: n red teamers at once against a scripted endpoint, the site beside the bare relay.

    python -m benchmarks.chat [--quick] [--relay-only]

The endpoint writes two candidates of 64 tokens at 50 tokens a second after 100 ms. "Added" is
the first token's delay beyond the median of the endpoint itself at the same n, asked directly in
the same run. A gap is the time between two updates of one candidate. CPU is user and system time
of the web process over the turns, without page loads. Relay and site take turns, medians of 3.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import loadtools, verdict
from benchmarks.addresses import message_line, page_lines
from benchmarks.installation import Seeded, seed, served
from benchmarks.processes import free_port, running
from benchmarks.turns import Contender, Figures, Scenario, burst, direct, measure, middle
from benchmarks.verdict import Goal

SCENARIOS = (Scenario(50), Scenario(100), Scenario(200), Scenario(200, 10))
WARM_UP = Scenario(8)
PEOPLE = 2 * sum(scenario.users for scenario in SCENARIOS) + WARM_UP.users
ARCHIVE = 2000
ENDPOINT_LIFE = 1500

Runs = dict[tuple[str, str], list[Figures]]
"""The repetitions by scenario and server."""


@contextmanager
def relayed(endpoint_port: int) -> Iterator[Contender]:
    """Run the relay until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.relay", str(endpoint_port), str(port)]
    with running(command, port) as program:
        yield Contender("relay", program, ["/chat"] * PEOPLE, ["/"])


@contextmanager
def sited(site: Seeded) -> Iterator[Contender]:
    """Serve a seeded site until the block ends."""
    people = [message_line(site, guest) for guest in site.red_teamers]
    with served(site) as program:
        yield Contender("site", program, people, page_lines(site))


def repetition(tools: Path, endpoint_port: int, site: Seeded | None, runs: Runs) -> None:
    """Run every scenario once against each server, in turns, and note the figures."""
    with ExitStack() as stack:
        contenders = [stack.enter_context(relayed(endpoint_port))]
        if site:
            contenders.append(stack.enter_context(sited(site)))
        for contender in contenders:
            burst(tools, contender, WARM_UP, 0)
        for scenario in SCENARIOS:
            endpoint = direct(tools, endpoint_port, scenario)
            own: Figures = {"failed": endpoint.failed, "gap p95": endpoint.gap.p95}
            runs.setdefault((scenario.name, "endpoint"), []).append(own)
            for contender in contenders:
                figures = measure(tools, contender, scenario, endpoint)
                figures["peak MB"] = contender.program.peak_mb()
                runs.setdefault((scenario.name, contender.name), []).append(figures)


def all_runs(tools: Path, repetitions: int, *, relay_only: bool) -> Runs:
    """Run all repetitions, each on a fresh copy of the same site."""
    runs: Runs = {}
    loadtools.build(tools)
    with loadtools.endpoint(tools, ENDPOINT_LIFE) as port:
        seeded = (
            None
            if relay_only
            else seed(tools / "seeded", port, people=PEOPLE, attacks=ARCHIVE, one=ARCHIVE // 10)
        )
        for number in range(repetitions):
            repetition(tools, port, seeded and seeded.copy(f"copy{number}"), runs)
    return runs


def ratio(one: float | None, other: float | None) -> float | None:
    """Return one over the other, None when either is missing."""
    return one / other if one is not None and other else None


def goals(figures: Mapping[tuple[str, str], Figures]) -> list[Goal]:
    """Return what was asked of the site, with what it reached."""
    found: list[Goal] = []
    for scenario in SCENARIOS:
        name = scenario.name
        site, relay, endpoint = (figures[name, who] for who in ("site", "relay", "endpoint"))
        limit = 300 if scenario.users == SCENARIOS[0].users else 1000
        found += [
            Goal(f"{name}: failures", site["failed"], 0, ""),
            Goal(f"{name}: gap p95 to the endpoint's", ratio(site["gap p95"], endpoint["gap p95"]), 2, "×"),
            Goal(f"{name}: added first token p95", site["added p95"], limit, "ms"),
            Goal(f"{name}: other pages p95", site["pages p95"], 300, "ms"),
            Goal(f"{name}: CPU a turn to the relay's", ratio(site["CPU"], relay["CPU"]), 3, "×"),
            Goal(f"{name}: peak memory", site["peak MB"], 400, "MB"),
        ]
    return found


def figures_table(figures: Mapping[tuple[str, str], Figures]) -> str:
    """Return all figures, a line for each scenario and server."""
    names = list(next(found for (_, who), found in figures.items() if who == "relay"))
    rows: Sequence[Sequence[str]] = [
        [f"{scenario}, {who}", *(verdict.number(found.get(name)) for name in names)]
        for (scenario, who), found in figures.items()
    ]
    return verdict.table(["ms; CPU ms a turn", *names], rows)


def measured(*, quick: bool = False, relay_only: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    with tempfile.TemporaryDirectory() as folder:
        runs = all_runs(Path(folder), 1 if quick else 3, relay_only=relay_only)
    figures = {key: middle(found) for key, found in runs.items()}
    print(figures_table(figures), end="\n\n")
    reached = [] if relay_only else goals(figures)
    verdict.write("chat", reached, {", ".join(key): found for key, found in figures.items()})
    return reached


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="once instead of three times")
    parser.add_argument("--relay-only", action="store_true", help="without the site")
    verdict.warn_if_busy()
    print(verdict.goals_table(measured(**vars(parser.parse_args()))))
