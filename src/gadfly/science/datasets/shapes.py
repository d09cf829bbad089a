"""Shapes: what a record looks like, derived from its own types, so that no form can forget a field.

Like a leaf, a shape turns whole columns: JSON values into what records hold (`read`), and that
into JSON text (`write`). What does not fit is told without saying which record it is in: the
caller asks again with columns of one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from itertools import chain, islice
from operator import attrgetter, itemgetter
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from gadfly.science.datasets.leaves import Choice, Leaf, Loose, Number, Text, Time, Truth, Whole
from gadfly.science.datasets.misfits import Column, MisfitError, expect, spoken, within
from gadfly.science.datasets.strict import Repeated

Made = TypeVar("Made")
_LEAVES: dict[type, type[Leaf]] = {leaf.held: leaf for leaf in (Text, Whole, Number, Truth, Time, Loose)}


@dataclass(frozen=True, slots=True)
class Many:
    """A row of values of one shape: a tuple in the record, a list in JSON."""

    item: "Shape"
    optional: bool = False

    def read(self, column: Column) -> Column:
        """Return the tuples for these lists."""
        self.check(column, list)
        return self.regrouped(self.item.read(self.items(column)), column)

    def write(self, column: Column) -> list[str]:
        """Return the JSON lists for these tuples."""
        self.check(column, tuple)
        rows = self.regrouped(self.item.write(self.items(column)), column)
        return ["null" if row is None else f"[{','.join(row)}]" for row in rows]

    def check(self, column: Column, kind: type) -> None:
        """Raise `MisfitError` unless these are rows of that kind; what they hold is not looked at."""
        expect(column, {kind, NoneType} if self.optional else {kind}, f"a {kind.__name__}")

    def items(self, column: Column) -> Column:
        """Return what all the rows hold, one behind the other."""
        return list(chain.from_iterable(filter(None, column)))

    def regrouped(self, items: Column, like: Column) -> Column:
        """Return `items` in tuples as long as the rows of the column `like`, None where it has none."""
        left = iter(items)
        return [None if row is None else tuple(islice(left, len(row))) for row in like]


@dataclass(frozen=True, slots=True)
class Struct:
    """A dataclass: an object in JSON with exactly its fields.

    Those that came later may be absent when reading: `later` holds the JSON values that stand for them.
    """

    made: type
    parts: dict[str, "Shape"]
    later: dict[str, Any] = field(default_factory=dict)

    def read(self, column: Column) -> Column:
        """Return the dataclasses for these objects."""
        whole = [self._whole(value) for value in column]
        columns = self.each(lambda name, part: part.read(list(map(itemgetter(name), whole))))
        return list(map(self.made, *columns))

    def write(self, column: Column, names: tuple[str, ...] = ()) -> list[str]:
        """Return the JSON objects for these dataclasses, their keys those of the fields or `names`."""
        self.check(column)
        columns = self.each(lambda name, part: part.write(list(map(attrgetter(name), column))))
        form = "{" + ",".join(f'"{name}":%s' for name in names or self.parts) + "}"
        return [form % row for row in zip(*columns, strict=True)]

    def check(self, column: Column) -> None:
        """Raise `MisfitError` unless these are such dataclasses; what they hold is not looked at."""
        expect(column, {self.made}, f"of type {self.made.__name__}")

    def each(self, turn: Callable[[str, "Shape"], Made]) -> list[Made]:
        """Return what `turn` makes of each field's name and shape; a misfit inside names the field."""
        turned = []
        for name, part in self.parts.items():
            with within(name):
                turned.append(turn(name, part))
        return turned

    def _whole(self, value: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever a file holds
        """Return the object with all its fields; raise `MisfitError` if it is none or has others."""
        if type(value) is dict and value.keys() == self.parts.keys():
            return value
        if (
            type(value) is dict
            and self.later
            and (filled := {**self.later, **value}).keys() == self.parts.keys()
        ):
            return filled
        raise self._misfit(value)

    def _misfit(self, value: object) -> MisfitError:
        if isinstance(value, Repeated):
            return MisfitError(f"the key {spoken(value.key)} stands twice")
        if not isinstance(value, dict):
            return MisfitError("must be an object")
        missing = [name for name in self.parts if name not in value and name not in self.later]
        if missing:
            return MisfitError("is missing", missing[0])
        stranger = next(name for name in value if name not in self.parts)
        return MisfitError(f"the field {spoken(stranger)} is not known here")


Shape = Leaf | Many | Struct


def shape_of(kind: Any, *, optional: bool = False) -> Shape:  # noqa: ANN401 -- a type hint is no type
    """Return the shape of values of the type `kind`; `X | None` makes it optional."""
    if NoneType in get_args(kind):
        return shape_of(next(each for each in get_args(kind) if each is not NoneType), optional=True)
    origin = get_origin(kind) or kind
    if origin is tuple:
        return Many(shape_of(get_args(kind)[0]), optional)
    if is_dataclass(kind):
        return struct_of(origin)
    return Choice(optional, origin) if issubclass(origin, StrEnum) else _LEAVES[origin](optional)


def struct_of(made: type) -> Struct:
    """Return the shape of a dataclass."""
    hints = get_type_hints(made)
    parts = {each.name: shape_of(hints[each.name]) for each in fields(made)}
    later: dict[str, Any] = {
        each.name: None if each.default is None else [] for each in fields(made) if each.metadata
    }
    return Struct(made, parts, later)
