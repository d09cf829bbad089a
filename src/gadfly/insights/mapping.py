"""From a campaign's attacks to its map: drawn once and frozen, later attacks placed on it, all painted anew.

It does not know who looks. What it returns are files and what a page tells beside them.
"""

import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gadfly.reviews.records import reviewed_records
from gadfly.science.atlas import AtlasError
from gadfly.science.atlas.drawing import Atlas, atlas_of, place_texts, spoken
from gadfly.science.atlas.keeping import ARRAYS, REST, keep, kept
from gadfly.science.atlas.neighbours import nearest
from gadfly.science.atlas.placing import embedded
from gadfly.science.atlas.tiles import LAST, by_island, categories_file, keys_file, points_file, tiles_of
from gadfly.science.datasets import AttackRecord
from gadfly.science.embedding import wordllama
from gadfly.science.insights.attacks import NO_OUTCOME

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

LEAST = 16
"""Attacks with words that a map takes: a point needs 15 others to be near."""
NEAR = 10
"""Attacks most like another that are kept for it."""
DAYS = 31
"""Different days up to which a map is coloured by day, and by month beyond."""
SPOTS = "spots"
FROZEN = (ARRAYS, REST, SPOTS)
"""Files of the map itself, which nobody is served."""
TOO_FEW = f"A map takes {LEAST} attacks in which somebody said something."


class Drawn(NamedTuple):
    """The files of a map by name, and what its page tells."""

    files: dict[str, bytes]
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spots:
    """Where attacks lie: their keys, positions in [0, 1]² and islands, -1 for none."""

    keys: tuple[str, ...]
    xy: np.ndarray
    labels: np.ndarray

    def and_those(self, other: "Spots") -> "Spots":
        """Return both."""
        both = ((self.xy, other.xy), (self.labels, other.labels))
        return Spots(self.keys + other.keys, *(np.concatenate(pair) for pair in both))

    def packed(self) -> bytes:
        """Return them as a file, read without pickle."""
        out = io.BytesIO()
        np.savez(out, keys=np.array(self.keys, "S22"), xy=self.xy, labels=self.labels)
        return out.getvalue()

    @classmethod
    def of(cls, content: bytes) -> "Spots":
        """Return what a file holds."""
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            return cls(tuple(key.decode() for key in found["keys"]), found["xy"], found["labels"])


def draw(campaign: "Campaign") -> Drawn:
    """Return a new map of the attacks that are over. Raises AtlasError where there are too few."""
    records = _over(campaign)
    texts = [spoken(record.dialogue) for record in records]
    if sum(bool(text.strip()) for text in texts) < LEAST:
        raise AtlasError(TOO_FEW)
    openings = [record.dialogue.turns[0].human if record.dialogue.turns else "" for record in records]
    atlas = atlas_of(texts, openings=openings)
    spots = Spots(tuple(records[row].key for row in atlas.rows), atlas.xy, atlas.labels)
    with TemporaryDirectory() as folder:
        keep(atlas, Path(folder))
        frozen = {name: (Path(folder) / name).read_bytes() for name in (ARRAYS, REST)}
    return _painted(campaign, records, atlas, spots, frozen)


def renew(campaign: "Campaign", files: Mapping[str, bytes]) -> Drawn:
    """Return the map of these files with the attacks that came since placed on it. No point moves."""
    records = _over(campaign)
    with TemporaryDirectory() as folder:
        for name in (ARRAYS, REST):
            (Path(folder) / name).write_bytes(files[name])
        atlas = kept(Path(folder))
    spots = Spots.of(files[SPOTS])
    known = set(spots.keys)
    fresh = [record for record in records if record.key not in known]
    if fresh:
        rows, placed = place_texts(atlas, [spoken(record.dialogue) for record in fresh])
        spots = spots.and_those(Spots(tuple(fresh[row].key for row in rows), placed.xy, placed.labels))
    return _painted(campaign, records, atlas, spots, {name: files[name] for name in (ARRAYS, REST)})


def _over(campaign: "Campaign") -> list[AttackRecord]:
    return [record for record in reviewed_records(campaign) if record.state not in NO_OUTCOME]


def _painted(
    campaign: "Campaign",
    records: Sequence[AttackRecord],
    atlas: Atlas,
    spots: Spots,
    frozen: Mapping[str, bytes],
) -> Drawn:
    """Return what the painter reads, each way to colour with its table, and who is like whom."""
    known = {record.key: record for record in records}
    here = np.array([key in known for key in spots.keys], bool)  # skipped or gone meanwhile: left out
    shown = Spots(tuple(np.array(spots.keys)[here].tolist()), spots.xy[here], spots.labels[here])
    those = [known[key] for key in shown.keys]
    tiles = tiles_of(shown.xy, seed=1)
    islands = by_island(shown.labels)
    ways = _ways(campaign, those)
    files = {
        **frozen,
        SPOTS: spots.packed(),
        "points": points_file(shown.xy, islands, tiles),
        "keys": keys_file(shown.keys, tiles),
        "near": _near(those, tiles.order),
        **{name: categories_file(way.categories, tiles) for name, way in ways.items()},
    }
    terms = ["", *(", ".join(island.terms) for island in atlas.islands[: LAST - 1])]
    names = ["Between islands", *(f"Island {number}" for number in range(1, LAST + 1))]
    colours = [_table("", "Islands", Way(islands, names, [""]), terms)]
    colours += [_table(name, name.capitalize(), way) for name, way in ways.items()]
    body = {
        "n": len(those),
        "over": len(records),
        "drawn": len(atlas.rows),
        "colours": colours,
        "made": f"{atlas.made.embedder}, {atlas.made.method}, seed {atlas.made.seed}",
    }
    return Drawn(files, body)


class Way(NamedTuple):
    """A way to colour: the category of each attack, what each is called, and how it is marked."""

    categories: np.ndarray
    names: Sequence[str]
    dots: Sequence[str] = ()


def _ways(campaign: "Campaign", records: Sequence[AttackRecord]) -> dict[str, Way]:
    arms = dict(campaign.attacks.values_list("key", "arm__target__name"))
    days = {record.started_at.date() for record in records if record.started_at}
    form = "%Y-%m-%d" if len(days) <= DAYS else "%Y-%m"
    return {
        "arm": _sorted_way([arms.get(record.key, record.arm.name) for record in records]),
        "rating": Way(
            np.array([5 if r.report.success is None else r.report.success for r in records], np.uint8),
            [*(f"Rated {grade}" for grade in range(5)), "Not rated"],
            ["h0", "h1", "h2", "h3", "h4", ""],
        ),
        "tag": _frequent_way([(record.tags or ("",))[0] for record in records], str, "No tag"),
        "member": _frequent_way(
            ["" if record.member is None else str(record.member) for record in records],
            lambda name: f"Member {name}",
            "No member named",
        ),
        "time": _sorted_way(
            [f"{record.started_at:{form}}" if record.started_at else "not known" for record in records]
        ),
    }


def _sorted_way(values: Sequence[str]) -> Way:
    """Return categories in the order of their names; the last ones share one where there are very many."""
    names = sorted(set(values))
    place = {name: min(number, LAST) for number, name in enumerate(names)}
    return Way(np.array([place[value] for value in values], np.uint8), _at_most(names))


def _frequent_way(values: Sequence[str], called: Callable[[str], str], none: str) -> Way:
    """Return categories by falling frequency, none first; the rare ones share one where there are many."""
    names = [name for name, _ in Counter(filter(None, values)).most_common()]
    place = {"": 0, **{name: min(number, LAST) for number, name in enumerate(names, start=1)}}
    categories = np.array([place[value] for value in values], np.uint8)
    dots = ["", *(f"d{number % 12 + 1}" for number in range(LAST))]
    return Way(categories, _at_most([none, *map(called, names)]), dots)


def _at_most(names: Sequence[str]) -> list[str]:
    return list(names) if len(names) <= LAST + 1 else [*names[:LAST], "All others"]


def _table(file: str, caption: str, way: Way, terms: Sequence[str] = ()) -> dict[str, Any]:
    """Return the table beside the map: a row for each category that occurs."""
    sizes = np.bincount(way.categories, minlength=LAST + 1)
    rows = [
        {
            "category": number,
            "name": name,
            "dot": way.dots[number] if number < len(way.dots) else f"d{(number - len(way.dots)) % 12 + 1}",
            "size": int(sizes[number]),
            "terms": terms[number] if number < len(terms) else "",
        }
        for number, name in enumerate(way.names)
        if sizes[number]
    ]
    return {"file": file, "caption": caption, "rows": rows}


def _near(records: Sequence[AttackRecord], order: np.ndarray) -> bytes:
    """Return the places of the attacks most like each, in the painter's order: u32[n × NEAR]."""
    rows, vectors = embedded([spoken(record.dialogue) for record in records], wordllama())
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    found = place[rows[nearest(vectors, threads=2).rows[:, :NEAR]]]
    near = np.empty((len(records), NEAR), "<u4")
    near[place[rows]] = found
    return near.tobytes()
