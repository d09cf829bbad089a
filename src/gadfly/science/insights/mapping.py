"""The map of a dataset's texts: drawn once, kept beside the table of attacks, used by several sections.

Topics are its islands, or where there is no map the tags. Islands are what lies together, so a template
that many used is a topic too.
"""

from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from gadfly.science.atlas.drawing import Atlas, atlas_of
from gadfly.science.atlas.keeping import REST, keep, kept
from gadfly.science.embedding import Spread, wordllama
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.clustered import Ints
from gadfly.science.outcomes import Labels

HOW_TO_MAP = "The map of the texts takes the extra: pip install 'gadfly[insights]', then run this again."
NAMED = 3
"""Terms of an island's name that are told."""
_MODULES = ("faiss", "openTSNE", "sklearn")


class Topics(NamedTuple):
    """What attacks are about: a factor, and what it was taken from, in words."""

    labels: Labels
    kind: str


def can_map() -> bool:
    """Whether maps can be drawn here."""
    return all(find_spec(module) for module in _MODULES)


def atlas_for(attacks: Attacks) -> Atlas:
    """Return the map, drawn now if it was not. Raises AtlasError where the extra is missing."""
    folder = attacks.path.with_name("map")
    if not (folder / REST).exists():
        said, first = (attacks.column(name).to_pylist() for name in ("said", "first"))
        embedder = Spread(wordllama(), attacks.engine)
        keep(atlas_of(said, openings=first, embedder=embedder), folder)
    return kept(folder)


def islands(attacks: Attacks, atlas: Atlas) -> Ints:
    """Return each attack's island, -1 where it lies in none or was not placed."""
    found = np.full(len(attacks), -1, np.int64)
    found[atlas.rows] = atlas.labels
    return found


def topics(attacks: Attacks) -> Topics | None:
    """Return the topics; what has none stands together as one. None where there are not two."""
    if attacks.mapped:
        atlas = atlas_for(attacks)
        names = [f"island {island.number + 1}" for island in atlas.islands]
        found = Topics(Labels(islands(attacks, atlas), (*names, "between the islands")), "islands of the map")
    else:
        column = attacks.column("tags")
        tags, rows = column.flatten().dictionary_encode(), pc.list_parent_indices(column).to_numpy()
        codes = np.full(len(attacks), -1, np.int64)
        codes[rows[::-1]] = tags.indices.to_numpy()[::-1]
        found = Topics(Labels(codes, (*tags.dictionary.to_pylist(), "not tagged")), "first tags")
    named = found.labels.names
    codes = np.where(found.labels.codes < 0, len(named) - 1, found.labels.codes)
    return found._replace(labels=Labels(codes, named)) if len(np.unique(codes)) > 1 else None
