"""Pools made by chance, and small enough to list all their panels."""

from itertools import combinations

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from gadfly.science.selection import Person, Quota


def person(name: str, **features: str) -> Person:
    return Person(name, {feature: frozenset(values.split(";")) for feature, values in features.items()})


@st.composite
def pools(draw: st.DrawFn) -> tuple[list[Person], list[Quota], int]:
    """Four to eight people with up to two languages and one region, and quotas that may not be met."""
    count = draw(st.integers(4, 8))
    size = draw(st.integers(1, count - 1))
    languages = st.frozensets(st.sampled_from("ef"), max_size=2)
    people = [
        Person(f"p{n}", {"language": draw(languages), "region": frozenset(draw(st.sampled_from("nsw")))})
        for n in range(count)
    ]
    cells = [("language", "e"), ("language", "f"), ("region", "n"), ("region", "s")]
    bounds = st.tuples(st.integers(0, 2), st.integers(0, 6))
    quotas = [Quota(*cell, least, least + more) for cell in cells for least, more in [draw(bounds)]]
    return people, quotas, size


def panels_of(people: list[Person], quotas: list[Quota], size: int) -> list[tuple[int, ...]]:
    """Every panel that meets the quotas, as places in `people`."""
    return [
        panel
        for panel in combinations(range(len(people)), size)
        if all(
            q.least <= sum(q.value in people[n].features[q.feature] for n in panel) <= q.most for q in quotas
        )
    ]


def maximin(panels: list[tuple[int, ...]], count: int) -> float:
    """The greatest smallest probability of those whom some panel has, over all panels at once."""
    on = np.array([[n in panel for panel in panels] for n in range(count)], dtype=float)
    on = on[on.any(axis=1)]
    found = linprog(
        np.append(np.zeros(len(panels)), -1.0),
        A_ub=np.hstack([-on, np.ones((len(on), 1))]),
        b_ub=np.zeros(len(on)),
        A_eq=np.append(np.ones(len(panels)), 0.0)[None, :],
        b_eq=[1.0],
    )
    return -float(found.fun)


def wide(count: int, features: int, *, seed: int) -> tuple[list[Person], list[Quota], int]:
    """A larger pool: skewed features, the first with two values for some; quotas around the middle
    between the pool's make-up and an even one, as the published pools have."""
    rng = np.random.default_rng(seed)
    size = count // 20
    sets: list[dict[str, frozenset[str]]] = [{} for _ in range(count)]
    quotas = []
    for number in range(features):
        values = int(rng.integers(2, 6))
        drawn = rng.choice(values, size=count, p=rng.dirichlet(np.full(values, 2.0)))
        for n, value in enumerate(drawn):
            second = {str(rng.integers(values))} if not number and rng.random() < 0.3 else set()
            sets[n][f"f{number}"] = frozenset({str(value)} | second)
        for value in range(values):
            have = sum(str(value) in its[f"f{number}"] for its in sets)
            aim = size * (0.25 / values + 0.75 * have / count)
            quotas.append(
                Quota(f"f{number}", str(value), int(min(aim * 0.9, have / 2)), int(aim * 1.1) + 2 + size // 4)
            )
    return [Person(f"p{n:05}", its) for n, its in enumerate(sets)], quotas, size
