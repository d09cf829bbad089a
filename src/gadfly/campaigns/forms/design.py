"""What a lead lays out: a grid of endpoints and interventions."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from gadfly.campaigns.columns import first
from gadfly.campaigns.forms.columns import FORMS, ColumnForm
from gadfly.campaigns.forms.fields import decimal, whole
from gadfly.campaigns.grid import Cell, Grid
from gadfly.campaigns.models import Endpoint, Target
from gadfly.science.dialogue import Sampling

MOST_COLUMNS = 12
HEAVIEST = 100
LARGEST_QUOTA = 1_000_000
LONGEST_REPLY = 100_000


class CellFields(NamedTuple):
    """What stands in a cell: of which column, and its two fields."""

    column: ColumnForm | None
    weight: BoundField
    quota: BoundField


class DesignForm(forms.Form):
    """A weight and a quota for each cell, the columns' parameters, and the sampling of all.

    `add` names a kind of column to put beside those that were sent; then nothing is checked yet.
    """

    temperature = decimal("Temperature", least=0, most=5)
    top_p = decimal("Top-p", least=0.01, most=1)
    max_tokens = whole("Longest reply, in tokens", least=1, most=LONGEST_REPLY)

    def __init__(self, data: QueryDict | None, *, grid: Grid, candidates: int, add: str = "") -> None:
        super().__init__(None if add else data, initial=data.dict() if data and add else _said(grid))
        self._grid, self._candidates = grid, candidates
        self.columns = _sent(data, bound=not add) if data else _laid(grid)
        if add and self.has_room:
            self.columns.append(FORMS[add](None, place=len(self.columns), said=first(add).said))
        for endpoint in grid.endpoints:
            for column in self.columns:
                self._add_cell(_cell(endpoint.pk, column.place), f"{column.label} on {endpoint.name}")
        for target in grid.others:
            self._add_cell(_other(target.pk), target.name)

    def _add_cell(self, name: str, of: str) -> None:
        for part, most in (("weight", HEAVIEST), ("quota", LARGEST_QUOTA)):
            field = whole(f"{part.title()} of {of}", least=1, most=most, required=False)
            field.widget.attrs |= {"aria-label": field.label, "placeholder": "" if part == "weight" else part}
            self.fields[f"{name}-{part}"] = field

    @property
    def has_room(self) -> bool:
        """Whether another column fits."""
        return len(self.columns) < MOST_COLUMNS

    @property
    def rows(self) -> list[tuple[Endpoint, list[CellFields]]]:
        """Each endpoint with its cells."""
        return [
            (endpoint, [self._fields(_cell(endpoint.pk, one.place), one) for one in self.columns])
            for endpoint in self._grid.endpoints
        ]

    @property
    def others(self) -> list[tuple[Target, CellFields]]:
        """Each target that stands in no cell, with its fields."""
        return [(target, self._fields(_other(target.pk))) for target in self._grid.others]

    def _fields(self, name: str, column: ColumnForm | None = None) -> CellFields:
        return CellFields(column, self[f"{name}-weight"], self[f"{name}-quota"])

    def clean(self) -> dict[str, Any]:
        """Check the columns that have a cell, against the candidates a turn and against each other."""
        cleaned = super().clean() or self.cleaned_data
        for name in [name for name in self.fields if name.endswith("-quota") and cleaned.get(name)]:
            weight = name.replace("-quota", "-weight")
            if weight not in self.errors and not cleaned[weight]:
                self.add_error(weight, "Give it a weight too, or empty its quota.")
        used = [column for column in self.columns if self._is_used(column)]
        for column in used:
            if not column.is_valid():
                self.add_error(None, f"Mend {column.label}, or empty its cells.")
            elif column.cleaned_data.get("keep", self._candidates) < self._candidates:
                column.add_error(
                    "keep", f"The terms ask for {self._candidates} candidates a turn. Keep as many."
                )
                self.add_error(None, f"Let {column.label} keep more replies.")
        made = [column.column for column in used if column.is_valid()]
        if any(one == other for place, one in enumerate(made) for other in made[:place]):
            self.add_error(None, "Two columns are the same. Change one, or empty its cells.")
        return cleaned

    def _is_used(self, column: ColumnForm) -> bool:
        names = (_cell(endpoint.pk, column.place) for endpoint in self._grid.endpoints)
        return any(self.cleaned_data.get(f"{name}-weight") for name in names)

    def grid(self) -> Grid:
        """Return what a valid form asks for: columns without a cell are left out."""
        used = [column for column in self.columns if self._is_used(column)]
        places = {
            (endpoint.pk, index): self._read(_cell(endpoint.pk, column.place))
            for index, column in enumerate(used)
            for endpoint in self._grid.endpoints
        }
        beside = {target.pk: self._read(_other(target.pk)) for target in self._grid.others}
        said = self.cleaned_data
        return Grid(
            endpoints=self._grid.endpoints,
            columns=[column.column for column in used],
            cells={place: cell for place, cell in places.items() if cell},
            others=self._grid.others,
            beside={target: cell for target, cell in beside.items() if cell},
            sampling=Sampling(said["temperature"], said["top_p"], said["max_tokens"]),
        )

    def _read(self, name: str) -> Cell | None:
        weight = self.cleaned_data[f"{name}-weight"]
        return Cell(weight, self.cleaned_data[f"{name}-quota"]) if weight else None


def _said(grid: Grid) -> dict[str, Any]:
    """Return the grid as the form's first values."""
    drawn = grid.sampling
    said: dict[str, Any] = {
        "temperature": drawn.temperature,
        "top_p": drawn.top_p,
        "max_tokens": drawn.max_tokens,
    }
    cells = {_cell(*place): cell for place, cell in grid.cells.items()}
    cells |= {_other(target): cell for target, cell in grid.beside.items()}
    for name, cell in cells.items():
        said |= {f"{name}-weight": cell.weight, f"{name}-quota": cell.quota}
    return said


def _laid(grid: Grid) -> list[ColumnForm]:
    return [FORMS[one.kind](None, place=place, said=one.said) for place, one in enumerate(grid.columns)]


def _sent(data: QueryDict, *, bound: bool) -> list[ColumnForm]:
    """Return the columns that were sent, in their places."""
    kinds = [data.get(f"column-{place}-kind", "") for place in range(MOST_COLUMNS)]
    return [
        FORMS[kind](data if bound else None, place=place, said=_typed(FORMS[kind], data, place))
        for place, kind in enumerate(kinds)
        if kind in FORMS
    ]


def _typed(form: type[ColumnForm], data: Mapping[str, Any], place: int) -> dict[str, Any]:
    """Return what was typed into a column's fields, as the controls hold it."""
    fields = form.base_fields.items()
    return {name: one.widget.value_from_datadict(data, {}, f"column-{place}-{name}") for name, one in fields}


def _cell(endpoint: int, place: int) -> str:
    return f"cell-{endpoint}-{place}"


def _other(target: int) -> str:
    return f"target-{target}"
