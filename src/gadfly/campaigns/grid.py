"""A design as a grid: endpoints are its rows, interventions its columns, and a cell is an arm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gadfly.campaigns.columns import Column
from gadfly.campaigns.models import Endpoint, Target
from gadfly.science.dialogue import Sampling


@dataclass(frozen=True, slots=True)
class Cell:
    """An arm's weight in the assignment, and the attacks it takes at most; None: no bound."""

    weight: int
    quota: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A design: `cells` go by the endpoint's id and the number of the column; what is not there is dropped.

    `others` are targets that no cell holds, because their recipe or sampling is another one; `beside`
    holds those of them that are arms, by id. The sampling is that of every cell.
    """

    endpoints: Sequence[Endpoint]
    columns: Sequence[Column]
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    others: Sequence[Target] = ()
    beside: Mapping[int, Cell] = field(default_factory=dict)
    sampling: Sampling = field(default_factory=Sampling)

    @property
    def arms(self) -> list[Cell]:
        """The arms it comes to, those of the grid first."""
        return [*self.cells.values(), *self.beside.values()]
