"""Pages: the server's time for each at 100,000 attacks beside its time at 1,000, and its weight.

    python -m benchmarks.pages [--quick]

Two sites are served at once, one small and one large; one client loads each page for a second,
from the small and the large by turns. Compared is the CPU time of the web process for each load,
which a busy machine blurs least; the client's median is shown beside it. The weight is the page
with the styles and scripts it names, all compressed.
"""

import argparse
import gzip
import re
import tempfile
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from benchmarks import verdict
from benchmarks.addresses import get_line, pages
from benchmarks.installation import Seeded, seed, served
from benchmarks.processes import Program
from benchmarks.verdict import Goal
from benchmarks.wrk import Posts, wrk

SMALL, LARGE = 1_000, 100_000
ONES_SHARE = 10
"""One person made a tenth of the attacks."""
PEOPLE = 50
NO_ENDPOINT = 9
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')

Figures = dict[str, dict[str, float]]


def fetched(program: Program, path: str, cookies: str) -> bytes:
    """Return what an address answers, uncompressed."""
    url = f"http://127.0.0.1:{program.port}{path}"
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Cookie": cookies})) as answer:
        return bytes(answer.read())


def weight_kb(program: Program, path: str, cookies: str) -> float:
    """Return how much a first visit to a page loads, compressed, in KB."""
    page = fetched(program, path, cookies)
    parts = [fetched(program, link, "") for link in sorted(set(LINKED.findall(page.decode())))]
    return sum(len(gzip.compress(part)) for part in (page, *parts)) / 1000


def page_figures(small: tuple[Seeded, Program], large: tuple[Seeded, Program], rounds: int) -> Figures:
    """Return the median times of each page on both sites, by turns."""
    runs: dict[tuple[str, int], list[Posts]] = {}
    names = list(pages(small[0]))
    for _ in range(rounds):
        for name in names:
            for which, (site, program) in enumerate((small, large)):
                path, guest = pages(site)[name]
                run = wrk(program, [get_line(guest, path)], site.data.parent, clients=1, seconds=1)
                runs.setdefault((name, which), []).append(run)
    site, program = large
    return {
        name: {
            "small CPU": median(run.cpu for run in runs[name, 0]),
            "large CPU": median(run.cpu for run in runs[name, 1]),
            "small": median(run.p50 for run in runs[name, 0]),
            "large": median(run.p50 for run in runs[name, 1]),
            "failed": sum(run.failed for which in (0, 1) for run in runs[name, which]),
            "KB": weight_kb(program, pages(site)[name][0], pages(site)[name][1].cookies),
        }
        for name in names
    }


def goals(figures: Mapping[str, Mapping[str, float]]) -> list[Goal]:
    """Return what was asked of each page, with what it reached."""
    found = [Goal("pages: failures", sum(page["failed"] for page in figures.values()), 0, "")]
    for name, page in figures.items():
        grown = page["large CPU"] / page["small CPU"]
        found += [
            Goal(f"{name}: server time at {LARGE:,} attacks to {SMALL:,}", grown, 1.5, "×"),
            Goal(f"{name}: weight", page["KB"], 100, "KB"),
        ]
    return found


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sites = [
            seed(folder / f"site{size}", NO_ENDPOINT, people=PEOPLE, attacks=size, one=size // ONES_SHARE)
            for size in (SMALL, LARGE)
        ]
        with served(sites[0]) as small, served(sites[1]) as large:
            figures = page_figures((sites[0], small), (sites[1], large), 1 if quick else 3)
    rows = [[name, *map(verdict.number, page.values())] for name, page in figures.items()]
    head = (
        "page",
        f"CPU ms at {SMALL:,}",
        f"at {LARGE:,}",
        f"p50 ms at {SMALL:,}",
        f"at {LARGE:,}",
        "failed",
        "KB",
    )
    print(verdict.table(head, rows), end="\n\n")
    verdict.write("pages", reached := goals(figures), figures)
    return reached


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="once instead of three times")
    verdict.warn_if_busy()
    print(verdict.goals_table(measured(**vars(parser.parse_args()))))
