"""The single values a record is made of: text, numbers, times, words of a list, and loose objects.

Each looks at a column as a whole, which costs a fraction of doing so value by value.
"""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from enum import StrEnum
from itertools import chain
from json.encoder import encode_basestring
from math import isfinite
from types import NoneType
from typing import Any, ClassVar

from gadfly.science.datasets import strict
from gadfly.science.datasets.misfits import Column, MisfitError, expect

SMALLEST, LARGEST = -(2**63), 2**63 - 1
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Leaf:
    """A kind of value; None stands for what is not known where it is `optional`."""

    optional: bool = False

    wanted: ClassVar[str]
    held: ClassVar[type]
    spell: ClassVar["staticmethod[[Any], str]"] = staticmethod(strict.text)

    def check(self, column: Column) -> set[type]:
        """Return the types in `column`; raise `MisfitError` unless a record may hold it."""
        found = expect(column, self.types(self.held), self.wanted)
        known = [value for value in column if value is not None] if NoneType in found else column
        self.verify(known)
        return found

    def read(self, column: Column) -> Column:
        """Return what records hold for these JSON values."""
        self.check(column)
        return column

    def write(self, column: Column) -> list[str]:
        """Return the JSON text of what records hold."""
        if NoneType in self.check(column):
            return ["null" if value is None else self.spell(value) for value in column]
        return list(map(self.spell, column))

    def types(self, *kinds: type) -> frozenset[type]:
        """Return `kinds`, and the type of None where it is allowed."""
        return frozenset({*kinds, NoneType} if self.optional else kinds)

    def verify(self, known: Column) -> None:
        """Raise `MisfitError` unless these values, which are of the right type, may be held."""


class Truth(Leaf):
    """True or false."""

    wanted, held = "true or false", bool


class Text(Leaf):
    """Any text that UTF-8 can say: half surrogate pairs no file or database would take."""

    wanted, held = "text", str
    spell = staticmethod(encode_basestring)

    def verify(self, known: Column) -> None:
        """Encode it all, once."""
        try:
            "".join(known).encode()
        except UnicodeEncodeError:
            raise MisfitError("holds half of a surrogate pair, which is no character") from None


class Whole(Leaf):
    """A whole number of at most 64 bits, as Parquet and databases have them."""

    wanted, held = "a whole number", int
    spell = staticmethod(int.__repr__)

    def verify(self, known: Column) -> None:
        """Look at the outermost two."""
        if known and (min(known) < SMALLEST or max(known) > LARGEST):
            raise MisfitError("must be a whole number of at most 64 bits")


class Number(Leaf):
    """A finite number; what is not known is None, never NaN. JSON may leave the point out."""

    wanted, held = "a number", float
    spell = staticmethod(float.__repr__)

    def verify(self, known: Column) -> None:
        """Refuse infinities, which JSON spells as 1e999."""
        if not all(map(isfinite, known)):
            raise MisfitError("must be a finite number")

    def read(self, column: Column) -> Column:
        """Return fractions."""
        if int in expect(column, self.types(float, int), self.wanted):
            Whole(optional=True).check([value for value in column if type(value) is int])
            column = [None if value is None else float(value) for value in column]
        self.check(column)
        return column


def _iso(moment: datetime) -> str:
    bare = moment.astimezone(UTC).replace(tzinfo=None)  # spelling the zone takes longer than all the rest
    return f'"{bare.isoformat()}+00:00"'


class Time(Leaf):
    """A moment, to the microsecond. JSON has it as ISO 8601 with its distance from UTC."""

    wanted, held = "a time", datetime
    spell = staticmethod(_iso)

    def verify(self, known: Column) -> None:
        """Refuse times without a zone, which name no moment, and those that another zone could not say."""
        if any(moment.tzinfo is None for moment in known):
            raise MisfitError("must be a time with its zone")
        if any(moment.year in {MINYEAR, MAXYEAR} for moment in known):
            raise MisfitError(f"must be a time after the year {MINYEAR} and before {MAXYEAR}")

    def read(self, column: Column) -> Column:
        """Return moments in UTC."""
        expect(column, self.types(str), "a time as text")
        moments = [None if text is None else _moment(text) for text in column]
        self.check(moments)
        return moments


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        raise MisfitError("must be a time such as 2026-01-31T12:00:00+00:00") from None


@dataclass(frozen=True, slots=True)
class Choice(Leaf):
    """One of the words of the enumeration `kind`."""

    kind: type[StrEnum] = StrEnum

    spell = staticmethod(encode_basestring)

    @property
    def _wanted(self) -> str:
        return "one of " + ", ".join(self.kind)

    def check(self, column: Column) -> set[type]:
        """Refuse what is not one of them."""
        return expect(column, self.types(self.kind), self._wanted)

    def read(self, column: Column) -> Column:
        """Return the members."""
        words: dict[object, object] = {str(member): member for member in self.kind}
        if self.optional:
            words[None] = None
        try:
            return [words[word] for word in column]
        except (KeyError, TypeError):
            raise MisfitError(f"must be {self._wanted}") from None


class Loose(Leaf):
    """A JSON object of any keys: settings, which every target has of its own kind."""

    wanted, held = "an object", dict

    def verify(self, known: Column) -> None:
        """Refuse what JSON cannot say, or would say differently, level by level."""
        level = known
        for _ in range(DEEPEST):
            objects = [value for value in level if type(value) is dict]
            lists = [value for value in level if type(value) is list]
            Text().check(list(chain.from_iterable(objects)))
            level = [*chain.from_iterable(map(dict.values, objects)), *chain.from_iterable(lists)]
            if not level:
                return
            found = expect(level, _JSON, "what JSON can hold")
            for leaf in _PLAIN:
                if leaf.held in found:
                    leaf.verify([value for value in level if type(value) is leaf.held])
            if found.isdisjoint({dict, list}):
                return
        raise MisfitError(f"is nested more than {DEEPEST} deep")


_PLAIN = (Text(), Whole(), Number())
_JSON: frozenset[type] = frozenset({str, int, float, bool, NoneType, list, dict})
