"""The hard line: sexual content about minors is out of scope, on the way in and on the way out.

What ships is a matcher of combinations: a word for somebody under age, or an age under eighteen,
within twelve words of a sexual one; a few words cross the line alone. It errs towards blocking: a
false alarm costs a message, and whoever wrote it can say so. It reads English only, knows no
paraphrase and no misspelling: an installation that needs more puts its own classifier in as a `Line`.

The words stand in `line.txt` as keyed digests, a section for each kind: nobody who reads the code has to
read them, and the file is no list to search by. It is no secret: whoever guesses a word can check it.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import blake2b
from importlib import resources
from typing import Protocol

NEAR = 12
"""Words within which the two kinds make a combination."""
ADULT = 18
MOST = 50_000
"""Words remembered to be in no list, before they are forgotten."""
_KEY = b"gadfly line"
_WORDS = re.compile(r"[^\W_]+")
_ASCII = re.compile(r"[a-z0-9]+")
"""The same words where nothing else can occur, in half the time."""
_AGE = re.compile(r"\b(\d{1,2})[\s-]*(?:years?|yrs?|y)[\s/-]*(?:olds?|o)\b")


class Line(Protocol):
    """Tells whether a text crosses the hard line. Called for every message and every reply."""

    def crossed(self, text: str) -> bool:
        """Tell whether it does. Must be quick, and must not raise."""
        ...


@dataclass(frozen=True, slots=True)
class Combinations:
    """A line of words. `near` one another those of two kinds cross it; those that stand `alone` do, too.

    All are digests, as `digest` makes them of a word.
    """

    minors: Collection[str]
    sexual: Collection[str]
    alone: Collection[str] = ()
    near: int = NEAR
    unlisted: set[str] = field(default_factory=set, compare=False, repr=False)
    """Words met before that are in no list: most words come again."""

    def crossed(self, text: str) -> bool:
        """Tell whether the text holds a combination, or a word that crosses the line alone."""
        plain = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
        there = self._listed(set((_ASCII if text.isascii() else _WORDS).findall(plain)))
        if not there:
            return False
        if not there.isdisjoint(self.alone):
            return True
        if there.isdisjoint(self.sexual):
            return False
        young, sexual = _ages(plain), []
        for place, word in enumerate(_WORDS.finditer(plain)):
            known = digest(word.group())
            if known in self.sexual:
                sexual.append(place)
            if known in self.minors or word.start() in young:
                young[word.start()] = place
        found = [place for place in young.values() if place >= 0]
        return any(abs(one - other) <= self.near for one in found for other in sexual)

    def _listed(self, words: set[str]) -> set[str]:
        """Return the digests of those of the words that stand in a list; the others are remembered."""
        fresh = words - self.unlisted
        if not fresh:
            return fresh
        known = {word: digest(word) for word in fresh}
        listed = {mark for mark in known.values() if any(mark in one for one in self._lists)}
        if len(self.unlisted) > MOST:
            self.unlisted.clear()
        self.unlisted.update(word for word, mark in known.items() if mark not in listed)
        return listed

    @property
    def _lists(self) -> tuple[Collection[str], ...]:
        return self.minors, self.sexual, self.alone


def _ages(plain: str) -> dict[int, int]:
    """Return where an age under eighteen stands; which word that is, is not known yet."""
    return {match.start(): -1 for match in _AGE.finditer(plain) if int(match.group(1)) < ADULT}


@lru_cache(maxsize=20_000)  # most words come again
def digest(word: str) -> str:
    """Return a word as the list keeps it."""
    return blake2b(word.encode("utf-8", "replace"), digest_size=8, key=_KEY).hexdigest()


@cache
def shipped() -> Combinations:
    """Return the line that comes with Gadfly."""
    text = resources.files(__package__).joinpath("line.txt").read_text("utf-8")
    sections = (section.split() for section in text.split("# ")[1:])
    lists = {name: frozenset(words) for name, *words in sections}
    return Combinations(lists["minors"], lists["sexual"], lists["alone"])
