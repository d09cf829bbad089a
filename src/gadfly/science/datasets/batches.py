"""Records on their way out, a batch at a time; the one that does not fit is named."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from gadfly.science.datasets.misfits import MisfitError
from gadfly.science.datasets.record import AttackRecord
from gadfly.science.datasets.report import UnwritableError

BATCH = 256
Turned = TypeVar("Turned")


class Counted:
    """Records on their way through, counted."""

    def __init__(self, records: Iterable[AttackRecord]) -> None:
        self.count = 0
        self._records = records

    def __iter__(self) -> Iterator[AttackRecord]:
        """Pass each record on."""
        for record in self._records:
            self.count += 1
            yield record


def turned(records: Iterable[AttackRecord], turn: Callable[[list[AttackRecord]], Turned]) -> Iterator[Turned]:
    """Yield what `turn` makes of each batch of `records`; raise `UnwritableError` where it cannot."""
    source = iter(records)
    done = 0
    while batch := list(islice(source, BATCH)):
        try:
            made = turn(batch)
        except MisfitError as misfit:
            raise _unwritable(batch, turn, done) from misfit
        yield made
        done += len(batch)


def _unwritable(
    batch: list[AttackRecord], turn: Callable[[list[AttackRecord]], object], done: int
) -> UnwritableError:
    """Say which of `batch`, of which at least one misfits, is the first to do so, and how."""
    number, misfit = next(
        (number, misfit) for number, record in enumerate(batch, done + 1) if (misfit := _misfit(record, turn))
    )
    return UnwritableError(f"record {number}: {misfit.field} {misfit.reason}")


def _misfit(record: AttackRecord, turn: Callable[[list[AttackRecord]], object]) -> MisfitError | None:
    try:
        turn([record])
    except MisfitError as misfit:
        return misfit
    return None
