"""The atlas in one call: texts in, a frozen map out, with its islands, names, copies and templates.

The steps stand in modules of their own, for who wants to keep what each of them made; decision 17 has
their times. Texts of one vector are arranged as one point, and lie on one another. Above `LANDMARKS` such
points a seeded sample is arranged by its own neighbours and the others are placed on it; copies are
then sought by sketches, and by neighbours in the sample alone. A background task, not a request.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from gadfly.science.atlas import AtlasError
from gadfly.science.atlas.copies import candidates, groups_of, sketched
from gadfly.science.atlas.islands import islands_of
from gadfly.science.atlas.layout import LAYOUTS, WHEELS, Chance, Method, Points
from gadfly.science.atlas.naming import names_of
from gadfly.science.atlas.neighbours import Neighbours, distinct, nearest
from gadfly.science.atlas.placing import Ground, Placed, embedded, place
from gadfly.science.atlas.templates import Template, templates_of
from gadfly.science.atlas.words import words_of
from gadfly.science.dialogue import Dialogue
from gadfly.science.embedding import Embedder, wordllama

LANDMARKS = 60_000
SEED = 42
Hears = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Made:
    """What a map depends on: equal in all of it, equal to the last bit (on one kind of machine)."""

    embedder: str
    method: Method
    seed: int
    threads: int
    landmarks: int
    versions: dict[str, str]


@dataclass(frozen=True, slots=True)
class Island:
    """A cluster of the map: its number, how many texts lie in it, its terms, its middle in [0, 1]²."""

    number: int
    size: int
    terms: tuple[str, ...]
    middle: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """A frozen map of `count` texts, of which those without words are not placed.

    `rows` (m,) names the texts that are. In that order stand `xy` (m, 2) in [0, 1]², `labels` (m,), the
    island or -1, and `copy_of` (m,), the first text of each one's group of copies. Templates name texts.
    """

    count: int
    rows: NDArray[np.int64]
    xy: Points
    labels: NDArray[np.int32]
    copy_of: NDArray[np.int64]
    islands: tuple[Island, ...]
    templates: tuple[Template, ...]
    ground: Ground
    made: Made

    @property
    def not_placed(self) -> int:
        """How many texts had no words."""
        return self.count - len(self.rows)


def spoken(dialogue: Dialogue) -> str:
    """Return what the human said in a dialogue: the text that is mapped. Replies would blur it."""
    return "\n".join(turn.human for turn in dialogue.turns)


def atlas_of(
    texts: Sequence[str],
    *,
    openings: Sequence[str] | None = None,
    embedder: Embedder | None = None,
    method: Method = Method.TSNE,
    seed: int = SEED,
    threads: int = 2,
    landmarks: int = LANDMARKS,
    hears: Hears = str,
) -> Atlas:
    """Return the map of the texts. Templates are sought in `openings`, the first turns, else in the texts.

    `hears` is told the name of each step as it begins. Raises AtlasError where the extra is missing.
    """
    embedder = embedder or wordllama()
    hears("embed")
    rows, vectors = embedded(texts, embedder)
    hears("neighbours")
    first, same = distinct(vectors)
    vectors = vectors[first]
    chosen = _landmarks(len(first), landmarks, seed)
    graph = nearest(vectors[chosen], threads=threads, exact=len(chosen))
    hears("map")
    xy = _arranged(vectors, graph, chosen, Chance(seed, threads), method)[same]
    hears("islands")
    ground = vectors[chosen]
    del vectors  # of a million texts a gigabyte, while their words take several
    labels = islands_of(xy, seed=seed, threads=threads)
    hears("copies")
    words = words_of([texts[row] for row in rows])
    alike = (first[chosen[candidates(graph)]], _equals(first, same), sketched(words, seed=seed))
    groups = groups_of(words, np.concatenate(alike))
    hears("names")
    names = names_of(words, labels, groups == np.arange(len(rows)))
    hears("templates")
    templates = templates_of(words_of(texts if openings is None else openings, digits=False))
    return Atlas(
        count=len(texts),
        rows=rows,
        xy=xy,
        labels=labels,
        copy_of=rows[groups],
        islands=_described(xy, labels, names),
        templates=templates,
        ground=Ground(ground, xy[first[chosen]], labels[first[chosen]]),
        made=Made(embedder.name, method, seed, threads, len(chosen), _versions(method)),
    )


def place_texts(
    atlas: Atlas, texts: Sequence[str], *, embedder: Embedder | None = None
) -> tuple[NDArray[np.int64], Placed]:
    """Return the rows of those new texts that have words, and where these lie on the map, which stays.

    Raises AtlasError for other vectors than the map's own, and ValueError where the map has no points.
    """
    embedder = embedder or wordllama()
    if embedder.name != atlas.made.embedder:
        raise AtlasError(
            f"The map was drawn with {atlas.made.embedder}, not {embedder.name}: draw a new one."
        )
    rows, vectors = embedded(texts, embedder)
    return rows, place(atlas.ground, vectors, threads=atlas.made.threads)


def _equals(first: NDArray[np.int64], same: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each row that has the vector of an earlier one, with the first of those: (m, 2)."""
    later = np.flatnonzero(first[same] != np.arange(len(same)))
    return np.column_stack([first[same[later]], later])


def _landmarks(count: int, most: int, seed: int) -> NDArray[np.int64]:
    """Return the rows that are arranged: all, or of very many a seeded sample."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).choice(count, most, replace=False))


def _arranged(
    vectors: NDArray[np.float32], graph: Neighbours, chosen: NDArray[np.int64], chance: Chance, method: Method
) -> Points:
    """Return the positions of all: the chosen ones arranged by their graph, the others placed among them."""
    arranged = LAYOUTS[method](vectors[chosen], graph, chance)
    if len(chosen) == len(vectors):
        return arranged
    ground = Ground(vectors[chosen], arranged, np.zeros(len(chosen), np.int32))
    others = np.setdiff1d(np.arange(len(vectors)), chosen)
    xy = np.empty((len(vectors), 2), np.float32)
    xy[chosen] = arranged
    xy[others] = place(ground, vectors[others], threads=chance.threads).xy
    return xy


def _described(
    xy: Points, labels: NDArray[np.int32], names: tuple[tuple[str, ...], ...]
) -> tuple[Island, ...]:
    """Return the islands; the middle of one is the median of its points."""
    inside = [xy[labels == number] for number in range(len(names))]
    middles = [np.median(points, axis=0).tolist() for points in inside]
    return tuple(
        Island(number, len(inside[number]), terms, (middles[number][0], middles[number][1]))
        for number, terms in enumerate(names)
    )


def _versions(method: Method) -> dict[str, str]:
    """Return the versions of what moves points."""
    packages = ("numpy", "scipy", "faiss-cpu", "scikit-learn", WHEELS[method])
    return {package: version(package) for package in packages}
