"""Lotteries over pools of 2,000 and 5,000 with rare profiles, each with its certificate; a large cohort.

    python -m benchmarks.selection [--quick]

Pools are made to the published recipe (Flanigan et al. 2021): skewed features, some people with two
values, quotas around a middle between the pool's make-up and another one. Seconds are this
process's own time on the processor, beside those on the clock.
"""

import argparse
import time

import numpy as np

from benchmarks import verdict
from benchmarks.verdict import Goal
from gadfly.science.selection import Call, Member, Person, Pool, Quota, choose, lottery_of, pool_of

POOLS = {"300 → 40": (300, 40, 6), "2,000 → 100": (2_000, 100, 8), "5,000 → 100": (5_000, 100, 8)}
"""People, panel, features with a quota for each value."""
Row = dict[str, float]


def pool(people: int, size: int, features: int, *, seed: int = 1) -> Pool:
    """Return a pool whose quotas can be met."""
    rng = np.random.default_rng(seed)
    sets: list[dict[str, frozenset[str]]] = [{} for _ in range(people)]
    quotas = []
    for number in range(features):
        values = int(rng.integers(2, 6))
        drawn = rng.choice(values, size=people, p=rng.dirichlet(np.full(values, 2.0)))
        for its, value in zip(sets, drawn, strict=True):
            two = number == 0 and rng.random() < 0.3  # noqa: PLR2004 -- of the first feature, three in ten
            its[f"f{number}"] = frozenset({str(value)} | ({str(rng.integers(values))} if two else set()))
        counts = [sum(str(value) in its[f"f{number}"] for its in sets) for value in range(values)]
        others = rng.dirichlet(20 * np.array(counts) / people + 1)
        for value, (have, other) in enumerate(zip(counts, others, strict=True)):
            aim = size * (float(other) + have / people) / 2
            most = int(np.ceil(1.1 * aim + 1)) + (size // 5 if number == 0 else 0)
            quotas.append(Quota(f"f{number}", str(value), int(min(0.9 * aim, 0.8 * have)), most))
    return pool_of([Person(f"p{n:05}", its) for n, its in enumerate(sets)], quotas, size)


def drawn(people: int, size: int, features: int) -> Row:
    """Return what the lottery of a pool reached, and what it took."""
    given = pool(people, size, features)
    wall, cpu = time.perf_counter(), time.process_time()
    found = lottery_of(given)
    return {
        "types": len(given.members),
        "panels": len(found.panels),
        "smallest, %": 100 * found.min_probability,
        "bound, %": 100 * found.bound,
        "below the bound, %": 100 * (1 - found.min_probability / found.bound),
        "s": time.perf_counter() - wall,
        "CPU s": time.process_time() - cpu,
    }


def called(count: int, size: int) -> Row:
    """Return what choosing a cohort took."""
    rng = np.random.default_rng(0)
    kinds = {"domain": (26, 2), "language": (40, 2), "region": (12, 1), "style": (10, 2)}
    members = [
        Member(
            name=f"m{n:05}",
            covers={
                feature: frozenset(map(str, rng.integers(values, size=each)))
                for feature, (values, each) in kinds.items()
            },
            hours=float(rng.uniform(0, 50)),
            fit=float(rng.random()),
            is_new=bool(rng.random() < 0.2),  # noqa: PLR2004 -- one in five
        )
        for n in range(count)
    ]
    wall, cpu = time.perf_counter(), time.process_time()
    chosen = len(choose(members, Call(size=size, hours=5)).chosen)
    return {"chosen": chosen, "s": time.perf_counter() - wall, "CPU s": time.process_time() - cpu}


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    names = list(POOLS)[:1] if quick else list(POOLS)
    pools = {name: drawn(*POOLS[name]) for name in names}
    cohort = called(2_000 if quick else 20_000, 20 if quick else 200)
    columns = list(next(iter(pools.values())))
    rows = [[name, *(verdict.number(row[column]) for column in columns)] for name, row in pools.items()]
    print(verdict.table(("pool", *columns), rows), end="\n\n")
    print(verdict.table(tuple(cohort), [[verdict.number(value) for value in cohort.values()]]))
    reached = [
        *(Goal(f"lottery {name}: below the bound", row["below the bound, %"], 1, "%")
          for name, row in pools.items()),
        *(Goal(f"lottery {name}", row["s"], 60, "s") for name, row in pools.items()),
        Goal("cohort of 200 from 20,000", cohort["s"], 5, "s"),
    ]  # fmt: skip
    verdict.write("selection", reached, {"pools": pools, "cohort": cohort})
    return reached


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the smallest pool: a look, not a figure")
    print(verdict.goals_table(measured(quick=parser.parse_args().quick)))


if __name__ == "__main__":
    main()
