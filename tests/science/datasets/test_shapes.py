"""Shapes follow the types of what they hold, also those no record uses yet."""

from dataclasses import dataclass

import pytest

from gadfly.science.datasets.misfits import MisfitError
from gadfly.science.datasets.shapes import shape_of, struct_of
from gadfly.science.dialogue import State


@dataclass(frozen=True)
class Dish:
    """A dataclass of the tests' own."""

    name: str
    state: State | None
    parts: tuple[tuple[str, ...], ...]
    salt: float | None = None


SOUP = Dish("soup", None, (("water", "salt"), ()), 0.5)
SOUP_JSON = '{"name":"soup","state":null,"parts":[["water","salt"],[]],"salt":0.5}'


def test_a_dataclass_becomes_json_and_back():
    shape = struct_of(Dish)
    assert shape.write([SOUP]) == [SOUP_JSON]
    found = {"name": "soup", "state": None, "parts": [["water", "salt"], []], "salt": 0.5}
    assert shape.read([found]) == [SOUP]


def test_a_choice_may_be_absent_where_its_type_says_so():
    assert shape_of(State | None).read([None, "open"]) == [None, State.OPEN]
    with pytest.raises(MisfitError, match="one of open, complete, interrupted"):
        shape_of(State).read([None])


def test_no_values_are_no_trouble():
    assert struct_of(Dish).read([]) == struct_of(Dish).write([]) == []
