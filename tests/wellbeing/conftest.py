"""The cast, and a line of harmless words."""

from collections.abc import Iterator

import pytest

from gadfly.science.care.line import Combinations, digest
from gadfly.wellbeing import board, watch
from tests.cast import cast

__all__ = ["cast"]


@pytest.fixture
def kitchen_line() -> Iterator[None]:
    """In place of the line that ships: kittens and soup do not go together."""
    watch.keep(Combinations(frozenset([digest("kitten")]), frozenset([digest("soup")])))
    yield
    watch.keep(None)


@pytest.fixture(autouse=True)
def _no_lines_left() -> Iterator[None]:
    yield
    board.show("")
