"""Which attacks a figure rests on, where no filter of the table of attacks can say it: told by their keys.

A figure is named by its table, its row from 0 and its column: `tags.0.successful`. Of many attacks the
newest are kept, up to `MOST`.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from gadfly.science.datasets.personal import DETECTORS
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.section import Section, Table
from gadfly.science.insights.sections.texts import TEXTS

MOST = 1_000
ROWS = 40
"""Rows of one table that a page shows; the files of `gadfly insights` have all."""
Held = NDArray[np.bool_]
Found = Iterator[tuple[str, Held]]
"""Names of figures, each with which attacks it rests on."""


def behind(attacks: Attacks, keys: Sequence[str], made: Mapping[str, Section]) -> dict[str, list[str]]:
    """Return the keys of the attacks behind each figure, the newest first. `keys` are those of the table."""
    told = np.array(keys)
    tables = {table.name: table for section in made.values() for table in section.tables}
    return {
        name: told[held][-MOST:][::-1].tolist()
        for table, finder in FINDERS.items()
        if table in tables
        for name, held in finder(attacks, tables[table])
        if held.any()
    }


def _tags(attacks: Attacks, table: Table) -> Found:
    column = attacks.column("tags")
    words, rows = column.flatten().to_pylist(), pc.list_parent_indices(column).to_pylist()
    having: dict[str, list[int]] = {}
    for word, row in zip(words, rows, strict=True):
        having.setdefault(word, []).append(row)
    rated = ~np.isnan(attacks.rating)
    for place, row in enumerate(table.rows[:ROWS]):
        held = np.zeros(len(attacks), bool)
        held[having[row["tag"]]] = True
        yield f"tags.{place}.n", held
        yield f"tags.{place}.rated", held & rated
        yield f"tags.{place}.successful", held & rated & attacks.success


def _busiest(attacks: Attacks, table: Table) -> Found:
    named = ~attacks.column("member").is_null().to_numpy(zero_copy_only=False)
    members, counts = np.unique(attacks.member[named], return_counts=True)
    busiest = members[np.argsort(-counts, kind="stable")]
    for place, row in enumerate(table.rows[:ROWS]):
        held = named & np.isin(attacks.member, busiest[: row["members"]])
        yield f"concentration.{place}.n", held


def _copies(attacks: Attacks, table: Table) -> Found:
    del table  # its rows are the texts, each as it is and plain
    for place, (column, plain) in enumerate((name, plain) for name, _ in TEXTS for plain in (False, True)):
        codes = attacks.texts(column, plain=plain).dictionary_encode().indices.to_numpy()
        counts = np.bincount(codes)
        yield f"copies.{place}.repeated", counts[codes] > 1
        yield f"copies.{place}.largest", codes == counts.argmax()


def _personal(attacks: Attacks, table: Table) -> Found:
    texts, anywhere = attacks.column("transcript"), np.zeros(len(attacks), bool)
    for place, pattern in enumerate(DETECTORS.values()):
        held = pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
        anywhere |= held
        yield f"personal_data.{place}.n", held
    yield f"personal_data.{len(table.rows) - 1}.n", anywhere


FINDERS = {"tags": _tags, "concentration": _busiest, "copies": _copies, "personal_data": _personal}
