"""What a column may not hold, and how that is said."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import NoneType
from typing import Any

from gadfly.science.datasets.strict import NotNumber, Repeated

Column = list[Any]
"""The values that many records hold in one place."""

LONGEST_NAME = 60
_SPOKEN: dict[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a fraction",
    bool: "true or false",
    NoneType: "null",
    list: "a list",
    dict: "an object",
    NotNumber: "NaN or Infinity, which JSON does not have",
    Repeated: "an object with a key that stands twice",
}


class MisfitError(Exception):
    """A column holds what it may not; `field` is the way to it from the record."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


@contextmanager
def within(name: str) -> Iterator[None]:
    """Let a misfit inside say that it happened in the field `name`."""
    try:
        yield
    except MisfitError as misfit:
        field = f"{name}.{misfit.field}" if misfit.field else name
        raise MisfitError(misfit.reason, field) from None


def expect(column: Column, types: Collection[type], wanted: str) -> set[type]:
    """Return the types found in `column`; raise `MisfitError` if others than `types` are among them."""
    found = set(map(type, column))
    strangers = found.difference(types)
    if strangers:
        names = sorted(_SPOKEN.get(stranger, stranger.__name__) for stranger in strangers)
        raise MisfitError(f"must be {wanted}{' or null' * (NoneType in types)}, not {names[0]}")
    return found


def spoken(name: str) -> str:
    """Return a name out of a file so that it can be shown anywhere: short, quoted, without controls."""
    return ascii(name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "...")
