"""What must stay on one side of a split, and splits that keep it there.

The same words on both sides would flatter a model, and so would the same person's taste. Pairs
hang together if they share the first human message, or nearly, or nearly the whole dialogue, or the
person who picked; and whatever hangs together with one of them. A row is never split off alone.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from gadfly.science.preference.pairs import Pair
from gadfly.science.preference.pairs.likeness import near_duplicates

Whole = NDArray[np.int64]
Link = tuple[int, int]

FEWEST = 20
"""Clusters that a split into ten parts needs at least."""


def by_message(pairs: Sequence[Pair]) -> Whole:
    """Return the number of the cluster of each pair: those of one first human message, or nearly so."""
    return _components(len(pairs), _of_messages(pairs))


def by_message_and_person(pairs: Sequence[Pair]) -> Whole:
    """Return the same, with all pairs of one person in one cluster, too."""
    people = [("nobody", at) if pair.person is None else pair.person for at, pair in enumerate(pairs)]
    return _components(len(pairs), [*_of_messages(pairs), *_same(people)])


def apart(pairs: Sequence[Pair]) -> Whole:
    """Return what to split `pairs` by: message and person; by message alone where people are too few.

    With fewer than `FEWEST` clusters, as in the attacks of a handful of people, nothing could be
    held out; what is measured then owes something to knowing the person, and the card says so.
    """
    found = by_message_and_person(pairs)
    return found if len(np.unique(found)) >= FEWEST else by_message(pairs)


def split(clusters: Whole, parts: int, rng: Generator) -> Whole:
    """Return a part for each pair, the same for all pairs of a cluster, equal to within one cluster."""
    names, index = np.unique(clusters, return_inverse=True)
    part = np.empty(len(names), dtype=np.int64)
    part[rng.permutation(len(names))] = np.arange(len(names)) % parts
    return part[index]


def halves(pairs: Sequence[Pair], rng: Generator) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs in two halves, for twins; what hangs together is in one of them."""
    parts = split(apart(pairs), 2, rng).tolist()
    first, second = (
        [pair for pair, part in zip(pairs, parts, strict=True) if part == half] for half in (0, 1)
    )
    return first, second


def _of_messages(pairs: Sequence[Pair]) -> list[Link]:
    openings = [pair.opening for pair in pairs]
    dialogues = ["\n".join(said.text for said in pair.prompt) for pair in pairs]
    return [*_alike(openings), *_alike(dialogues)]


def _alike(texts: Sequence[str]) -> Iterator[Link]:
    yield from _same(texts)
    first = {text: place for place, text in reversed(list(enumerate(texts)))}
    distinct = list(first)
    for one, other in near_duplicates(distinct):
        yield first[distinct[one]], first[distinct[other]]


def _same(names: Iterable[Hashable]) -> Iterator[Link]:
    """Link each place to the first one of the same name."""
    first: dict[Hashable, int] = {}
    for place, name in enumerate(names):
        yield first.setdefault(name, place), place


def _components(count: int, links: Sequence[Link]) -> Whole:
    """Return the component of each of `count` places, numbered as they come."""
    from scipy.sparse import coo_array  # noqa: PLC0415 -- a second and 40 MB that scoring does without
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 -- likewise

    ends = np.array(links, dtype=np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count))
    _, labels = connected_components(graph, directed=False)
    _, first, index = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    return order[index].astype(np.int64)
