"""The native form: everything an attack's record holds, field for field."""

from typing import Any

from gadfly.science.datasets.record import AttackRecord
from gadfly.science.datasets.shapes import struct_of
from gadfly.science.datasets.soundness import check

SHAPE = struct_of(AttackRecord)
MARK = "dialogue"
"""The key by which a native object is told from a released one."""
ADDED_LATER = "reviews"
"""A field that files from before reviews do not have."""


class Native:
    """Attacks as JSON objects whose fields are those of the record."""

    def read(self, values: list[Any]) -> list[AttackRecord]:
        """Return the attacks; raise `MisfitError` if one of `values` is none."""
        records: list[AttackRecord] = SHAPE.read(list(map(_completed, values)))
        for record in records:
            check(record)
        return records

    def write(self, records: list[AttackRecord]) -> list[str]:
        """Return the JSON of each; raise `MisfitError` if one of `records` could not be read back."""
        written = SHAPE.write(records)
        for record in records:
            check(record)
        return written


def _completed(value: object) -> object:
    return {**value, ADDED_LATER: []} if type(value) is dict and ADDED_LATER not in value else value
