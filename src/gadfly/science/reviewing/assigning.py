"""Who reviews which item: as even as the rules allow, and mixed so that agreement can be estimated.

Three passes. A share of the items is given to reviewers drawn at random, whatever their load, so that
pairs who rate together are not an artefact of who was free. The rest goes to whoever has least, ties
by chance. Then work is moved along chains of reviewers from who has much to who has little until no
chain helps: the loads are then as even as any assignment can make them (semi-matchings; Harvey,
Ladner, Lovász and Tamir 2006, theorem 3.1), within one item where no rule stands in the way.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import NamedTuple

from gadfly.science.reviewing.loads import Loads

FEWEST, MOST = 2, 5
"""Reviews of one item: below two there is no agreement to measure."""
RANDOM_SHARE = 0.2
"""Share of the items whose reviewers are drawn whatever their load."""

May = Callable[[int, int], bool]
"""Whether a reviewer (first) may have an item (second): not the own, no conflict, no topic opted out of."""


class Plan(NamedTuple):
    """Who has which item, in the order of the items; and how many reviews each lacks, where it does."""

    reviewers: Mapping[int, tuple[int, ...]]
    short: Mapping[int, int]

    def loads(self) -> dict[int, int]:
        """Return how many items each reviewer has who has any."""
        counts: dict[int, int] = {}
        for group in self.reviewers.values():
            for reviewer in group:
                counts[reviewer] = counts.get(reviewer, 0) + 1
        return counts


def assign(
    items: Sequence[int],
    reviewers: Sequence[int],
    *,
    overlap: int,
    may: May,
    rng: Random,
    everyone: int = 0,
    room: Mapping[int, int] | None = None,
    random_share: float = RANDOM_SHARE,
) -> Plan:
    """Return a plan that gives each item to `overlap` reviewers, the first `everyone` items to all who may.

    `room` is how many items a reviewer can take at most; who is not in it can take any number. An item
    for whom too few may or have room left is short: it keeps those it can have. Raises ValueError for an
    overlap outside 2–5 and for ids that repeat.
    """
    if not FEWEST <= overlap <= MOST:
        raise ValueError(f"An item is reviewed by {FEWEST} to {MOST}.")
    if len(set(items)) < len(items) or len(set(reviewers)) < len(reviewers):
        raise ValueError("Each item and each reviewer stands once.")
    allowed = {item: [who for who in reviewers if may(who, item)] for item in items}
    wanted = {item: len(allowed[item]) if place < everyone else overlap for place, item in enumerate(items)}
    loads = Loads(allowed, reviewers, room or {})
    mixed = set(rng.sample(list(items), round(len(items) * random_share)))
    for item in sorted(items, key=lambda item: (item not in mixed, len(allowed[item]))):
        _fill(loads, item, wanted[item], rng, mixed=item in mixed)
    for item in items:
        while len(loads.of(item)) < wanted[item] and loads.make_room(item):
            pass
    loads.even_out()
    held = {item: tuple(sorted(loads.of(item))) for item in items}
    short = {item: wanted[item] - len(held[item]) for item in items if len(held[item]) < wanted[item]}
    return Plan(held, short)


def _fill(loads: Loads, item: int, wanted: int, rng: Random, *, mixed: bool) -> None:
    """Give the item to whoever has least, or to anybody where it is mixed."""
    free = [who for who in loads.allowed[item] if loads.has_room(who)]
    if not mixed and wanted < len(free):
        bar = sorted(map(loads.load, free))[wanted]
        free = [who for who in free if loads.load(who) <= bar]
    rng.shuffle(free)
    free.sort(key=lambda who: 0 if mixed else loads.load(who))
    for who in free[:wanted]:
        loads.give(item, who)
