"""Where a function of many things is done: in this process, or on whatever an engine spreads it over.

The function is the same wherever it is done: of a batch, owing nothing to other batches. What travels is
pickled, the function with all it holds. `gadfly.cli.cluster` has the engine that leaves this machine.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

Work = Callable[[Sequence[Given]], Iterable[Made]]
"""What is done to a batch: one thing made of each thing given, in their order."""


class Engine(Protocol):
    """What does a work on many things, in batches of `size` at most."""

    def each(self, work: Work[Given, Made], things: Iterable[Given], size: int) -> Iterator[Made]:
        """Yield what `work` makes of each of `things`, in order, in memory that does not grow with them.

        Raises what `work` raises.
        """


class Here:
    """This process: batch after batch, as they are asked for."""

    def each(self, work: Work[Given, Made], things: Iterable[Given], size: int) -> Iterator[Made]:
        """Yield what `work` makes of each of `things`."""
        for batch in batches(things, size):
            yield from work(batch)


def batches(things: Iterable[Given], size: int) -> Iterator[list[Given]]:
    """Yield the things in order, `size` at a time; the last batch may be smaller."""
    waiting = iter(things)
    while batch := list(islice(waiting, size)):
        yield batch


HERE = Here()
