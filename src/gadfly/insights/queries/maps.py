"""A map as its page shows it, its files, and what a search finds on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from gadfly.attacks.tables import LONGEST_WORDS, UnknownChoice
from gadfly.insights.models import Map, MapFile, Progress
from gadfly.shared.keys import LENGTH

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

LEAST = 16
"""As `mapping.LEAST`, which takes long to load; a test holds them together."""
NEAR = 10
SERVED = frozenset({"points", "keys", "arm", "rating", "tag", "member", "time"})
SEARCHED = 10_000
"""Newest attacks that are looked through for words."""
FOUND = 200


@dataclass(frozen=True, slots=True)
class MapView:
    """The newest map that was drawn, the newest that was asked for, and what a search found."""

    drawn: Map | None
    newest: Map | None
    attacks: int
    """How many are over, counted up to `LEAST`."""
    words: str
    like: str
    found: Sequence[str] | None

    @property
    def least(self) -> int:
        """How many attacks a map takes."""
        return LEAST

    @property
    def enough(self) -> bool:
        """Whether there are as many."""
        return self.attacks >= LEAST

    @property
    def waits(self) -> bool:
        """Whether a worker is about to draw."""
        return self.newest is not None and self.newest.state == Progress.WAITING

    @property
    def stamp(self) -> str:
        """What names this state of the map in the addresses of its files."""
        return "" if self.drawn is None else stamp_of(self.drawn)


def stamp_of(found: Map) -> str:
    """Return the name of a map's present state: points and keys of two states do not fit each other."""
    return f"{found.version}-{found.change[:12]}"


def map_view(campaign: "Campaign", query: Mapping[str, list[str]]) -> MapView:
    """Return the page's view: at most five queries. Raises UnknownChoice for what is no search."""
    words, like = _search(query)
    maps = list(campaign.maps.order_by("-version"))
    drawn = next((each for each in maps if each.state == Progress.DONE), None)
    over = campaign.attacks.exclude(state__in=("open", "skipped"))
    found = None
    if drawn is not None and like:
        found = _like(drawn, like)
    elif drawn is not None and words:
        found = _with_words(campaign, words)
    return MapView(drawn, maps[0] if maps else None, over[:LEAST].count(), words, like, found)


def _search(query: Mapping[str, list[str]]) -> tuple[str, str]:
    words, like = ("".join(query.get(name, ())).strip() for name in ("words", "like"))
    if set(query) - {"words", "like"} or len(words) > LONGEST_WORDS or "\0" in words + like:
        raise UnknownChoice("The map has no such search. Use the one it offers.")
    return words, like


def _with_words(campaign: "Campaign", words: str) -> list[str]:
    newest = campaign.attacks.order_by("-pk").values("pk")[:SEARCHED]
    said = Q(intent__icontains=words) | Q(turns__human__icontains=words)
    rows = campaign.attacks.filter(said, pk__in=newest).exclude(state__in=("open", "skipped"))
    return list(rows.distinct().order_by("-pk").values_list("key", flat=True)[:FOUND])


def _like(drawn: Map, key: str) -> list[str]:
    """Return the attack and those most like it, nearest first; none for one that is not on the map."""
    files = dict(drawn.files.filter(name__in=("keys", "near")).values_list("name", "content"))
    keys = bytes(files["keys"]).decode()
    place = keys.find(key) if len(key) == LENGTH else -1
    if place < 0 or place % LENGTH:
        return []
    row = memoryview(bytes(files["near"])).cast("I")[place // LENGTH * NEAR :][:NEAR]
    return [key, *(keys[other * LENGTH :][:LENGTH] for other in row)]


def file_of(campaign: "Campaign", stamp: str, name: str) -> bytes | None:
    """Return a file of the map as the page with this stamp showed it; None once it is another."""
    rows = MapFile.objects.filter(map__campaign=campaign, map__state=Progress.DONE, name=name)
    for found in rows.select_related("map") if name in SERVED else ():
        if stamp_of(found.map) == stamp:
            return bytes(found.content)
    return None
