"""Drawing and assigning reviews: 10,000 attacks × 3 among 200 reviewers, by each rule of drawing.

    python -m benchmarks.reviewing [--quick]

Own attacks, organisations and topics are barred. The goals are of the slowest rule and the worst plan.
"""

import argparse
import time
from collections.abc import Callable
from itertools import combinations
from random import Random

from benchmarks import verdict
from benchmarks.verdict import Goal
from gadfly.science.reviewing.assigning import assign
from gadfly.science.reviewing.drawing import Item, Rule, draw

ATTACKS, REVIEWERS, OVERLAP = 10_000, 200, 3


def made(attacks: int) -> tuple[list[Item], Callable[[int, int], bool]]:
    """Return attacks of four arms, and who may review which."""
    chance = Random(1)
    items = [Item(n, n % 4, chance.gauss(0, 1.5), chance.randrange(5)) for n in range(attacks)]
    author = [chance.randrange(REVIEWERS) for _ in items]
    topic = [chance.randrange(20) for _ in items]
    house = [chance.randrange(12) for _ in range(REVIEWERS)]
    opted_out = [{chance.randrange(20), chance.randrange(20)} for _ in range(REVIEWERS)]

    def may(who: int, item: int) -> bool:
        return house[author[item]] != house[who] and topic[item] not in opted_out[who]

    return items, may


def planned(items: list[Item], may: Callable[[int, int], bool], rule: Rule) -> dict[str, float]:
    """Draw by the rule and assign; return what it took and gave."""
    began = time.perf_counter()
    drawn = draw(items, rule=rule, size=len(items), rng=Random(2))
    plan = assign(drawn, range(REVIEWERS), overlap=OVERLAP, may=may, rng=Random(3), everyone=20)
    took = time.perf_counter() - began
    loads = plan.loads().values()
    groups = plan.reviewers.items()
    return {
        "s": took,
        "lightest": min(loads),
        "heaviest": max(loads),
        "rules broken": sum(not may(who, item) for item, group in groups for who in group),
        "short": len(plan.short),
        "pairs met": len({pair for _, group in groups for pair in combinations(group, 2)}),
    }


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    items, may = made(ATTACKS // 10 if quick else ATTACKS)
    plans = {rule.value: planned(items, may, rule) for rule in Rule}
    columns = list(next(iter(plans.values())))
    rows = [[rule, *(verdict.number(plan[name]) for name in columns)] for rule, plan in plans.items()]
    print(verdict.table(("rule", *columns), rows))
    apart = max(plan["heaviest"] - plan["lightest"] for plan in plans.values())
    reached = [
        Goal("10,000 attacks × 3 among 200, the slowest rule", max(p["s"] for p in plans.values()), 10, "s"),
        Goal("loads apart", apart, 1, "items"),
        Goal("rules broken", sum(plan["rules broken"] for plan in plans.values()), 0, ""),
    ]
    verdict.write("reviewing", reached, plans)
    return reached


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the attacks: a look, not a figure")
    print(verdict.goals_table(measured(quick=parser.parse_args().quick)))


if __name__ == "__main__":
    main()
