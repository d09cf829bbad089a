"""Shapes as Arrow columns: how records become typed, nested columns, and come back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from operator import attrgetter

import pyarrow as pa
import pyarrow.compute as pc

from gadfly.science.datasets import strict
from gadfly.science.datasets.leaves import Choice, Leaf, Loose, Number, Text, Time, Truth, Whole
from gadfly.science.datasets.misfits import Column, MisfitError, spoken
from gadfly.science.datasets.shapes import Many, Shape, Struct
from gadfly.science.datasets.sources import SourceError

MOMENT = pa.timestamp("us", tz="UTC")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TYPES: dict[type[Leaf], pa.DataType] = {
    Text: pa.string(),
    Choice: pa.string(),
    Loose: pa.string(),
    Whole: pa.int64(),
    Number: pa.float64(),
    Time: MOMENT,
    Truth: pa.bool_(),
}


def type_of(shape: Shape) -> pa.DataType:
    """Return the Arrow type of a column of this shape."""
    match shape:
        case Many():
            return pa.list_(field_of("element", shape.item))
        case Struct():
            return pa.struct([field_of(name, part) for name, part in shape.parts.items()])
        case _:
            return _TYPES[type(shape)]


def field_of(name: str, shape: Shape) -> pa.Field:
    """Return the Arrow field that holds this shape as `name`."""
    return pa.field(name, type_of(shape), nullable=not isinstance(shape, Struct) and shape.optional)


def to_arrow(shape: Shape, column: Column) -> pa.Array:
    """Return what records hold as an Arrow array; raise `MisfitError` if they may not hold it."""
    match shape:
        case Struct():
            shape.check(column)
            parts = shape.each(lambda name, part: to_arrow(part, list(map(attrgetter(name), column))))
            return pa.StructArray.from_arrays(parts, fields=list(type_of(shape)))
        case Many():
            return _lists(shape, column)
        case Loose():
            shape.check(column)
            return pa.array([None if value is None else strict.text(value) for value in column], pa.string())
        case _:
            shape.check(column)
            return pa.array(column, type_of(shape))


def _lists(shape: Many, column: Column) -> pa.Array:
    shape.check(column, tuple)
    items = to_arrow(shape.item, shape.items(column))
    offsets = pa.array(accumulate((len(row or ()) for row in column), initial=0), pa.int32())
    absent = pa.array([row is None for row in column]) if shape.optional else None
    return pa.ListArray.from_arrays(offsets, items, type=type_of(shape), mask=absent)


def from_arrow(shape: Shape, array: pa.Array) -> Column:
    """Return what records hold for an Arrow array; raise `MisfitError` if it is not of this shape.

    Other programs' ways to keep the same thing are taken: narrower numbers, large text.
    """
    match shape:
        case Struct():
            return _structs(shape, array)
        case Many():
            return _rows(shape, array)
        case Loose():
            texts = Text(shape.optional).read(_values(shape, array))
            return shape.read([None if text is None else _loose(text) for text in texts])
        case Time():
            moments = [None if each is None else _moment(each) for each in _values(shape, array)]
            shape.check(moments)
            return moments
        case _:
            return shape.read(_values(shape, array))


def _structs(shape: Struct, array: pa.Array) -> Column:
    names = [field.name for field in array.type] if pa.types.is_struct(array.type) else []
    for name in shape.parts:
        if name not in names and name not in shape.later:
            raise MisfitError("is missing", name)
    for name in names:
        if name not in shape.parts or names.count(name) > 1:
            raise MisfitError(f"the field {spoken(name)} is not known here, or stands twice")
    if array.null_count:
        raise MisfitError("must be an object, not null")

    def column(name: str, part: Shape) -> Column:
        absent = name not in names
        return part.read([shape.later[name]] * len(array)) if absent else from_arrow(part, array.field(name))

    return list(map(shape.made, *shape.each(column)))


def _rows(shape: Many, array: pa.Array) -> Column:
    if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        raise MisfitError("must be a list")
    if array.null_count and not shape.optional:
        raise MisfitError("must be a list, not null")
    lengths = pc.list_value_length(array).to_pylist()
    rows = [None if length is None else range(length) for length in lengths]
    return shape.regrouped(from_arrow(shape.item, array.flatten()), rows)


def _values(shape: Leaf, array: pa.Array) -> Column:
    """Return the plain values of an array, after turning it into our type where nothing is lost by it.

    Moments come as microseconds: Arrow's own way to make datetimes is ten times slower.
    """
    wanted = type_of(shape)
    if not (pa.types.is_null(array.type) or _TAKEN[type(shape)](array.type)):
        raise MisfitError(f"must be {wanted}, not {array.type}")
    try:
        found = array if array.type == wanted else array.cast(wanted)
        values: Column = (found.cast(pa.int64()) if wanted == MOMENT else found).to_pylist()
    except (pa.ArrowException, UnicodeDecodeError) as error:
        raise MisfitError(f"does not fit into {wanted}") from error
    return values


def _moment(microseconds: int) -> datetime:
    try:
        return EPOCH + timedelta(microseconds=microseconds)
    except OverflowError as error:
        raise MisfitError("must be a time between the years 1 and 9999") from error


def _loose(text: str) -> object:
    try:
        return strict.value_in(text)
    except SourceError as error:
        raise MisfitError(f"must be a JSON object: {error}") from error


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))


def _is_moment(kind: pa.DataType) -> bool:
    return pa.types.is_timestamp(kind) and kind.tz is not None


_TAKEN: dict[type[Leaf], Callable[[pa.DataType], bool]] = {
    Text: _is_text,
    Choice: _is_text,
    Loose: _is_text,
    Whole: pa.types.is_integer,
    Number: _is_number,
    Time: _is_moment,
    Truth: pa.types.is_boolean,
}
