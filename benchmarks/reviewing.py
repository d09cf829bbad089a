"""Drawing and assigning reviews: 10,000 attacks × 3 among 200 reviewers (goal: 10 s on one core).

python -m benchmarks.reviewing
"""

import time
from itertools import combinations
from random import Random

from gadfly.science.reviewing.assigning import assign
from gadfly.science.reviewing.drawing import Item, Rule, draw

ATTACKS, REVIEWERS, OVERLAP = 10_000, 200, 3


def main() -> None:
    """Draw, assign with own attacks, organisations and topics barred, and print what it took and gave."""
    chance = Random(1)
    items = [Item(n, n % 4, chance.gauss(0, 1.5), chance.randrange(5)) for n in range(ATTACKS)]
    author = [chance.randrange(REVIEWERS) for _ in items]
    topic = [chance.randrange(20) for _ in items]
    house = [chance.randrange(12) for _ in range(REVIEWERS)]
    opted_out = [{chance.randrange(20), chance.randrange(20)} for _ in range(REVIEWERS)]

    def may(who: int, item: int) -> bool:
        return house[author[item]] != house[who] and topic[item] not in opted_out[who]

    for rule in Rule:
        began = time.perf_counter()
        drawn = draw(items, rule=rule, size=ATTACKS, rng=Random(2))
        plan = assign(drawn, range(REVIEWERS), overlap=OVERLAP, may=may, rng=Random(3), everyone=20)
        took = time.perf_counter() - began
        loads = plan.loads().values()
        broken = sum(not may(who, item) for item, group in plan.reviewers.items() for who in group)
        pairs = {pair for group in plan.reviewers.values() for pair in combinations(group, 2)}
        print(
            f"{rule:20} {took:5.2f} s   load {min(loads)}–{max(loads)}   rules broken {broken}   "
            f"short {len(plan.short)}   pairs met {len(pairs):,} of {REVIEWERS * (REVIEWERS - 1) // 2:,}"
        )


if __name__ == "__main__":
    main()
