"""Terms read as a grid: which of their arms stand in which cell, and which in none."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from gadfly.campaigns.columns import FIRST, Column, column_of, first
from gadfly.campaigns.grid import Cell, Grid
from gadfly.campaigns.models import Arm, Endpoint, Target, Terms
from gadfly.science.dialogue import Sampling
from gadfly.science.interventions.recipe import released_as

BETWEEN = ", "
"""Stands in the names of the grid's own targets behind that of their endpoint."""
_Place = tuple[int, int]


def grid_of(terms: Terms) -> Grid:
    """Return the terms as a grid: three queries, however many arms and endpoints.

    The columns are those of the arms; where there is no arm, those of the paper. Rows are the
    endpoints in service and those that have an arm.
    """
    arms = list(terms.arms.select_related("target__endpoint").order_by("pk"))
    registered = list(_registered())
    sampling = _usual([arm.target for arm in arms] or registered)
    columns, cells, beside = list[Column](), dict[_Place, Cell](), dict[int, Cell]()
    for arm in arms:
        place = _place(arm.target, sampling, columns)
        if place is None or place in cells:
            beside[arm.target_id] = Cell(arm.weight, arm.quota)
        else:
            cells[place] = Cell(arm.weight, arm.quota)
    return Grid(
        endpoints=_rows(arms),
        columns=columns or [first(kind) for kind in FIRST],
        cells=cells,
        others=_others(arms, registered, sampling, beside),
        beside=beside,
        sampling=sampling,
    )


def standing(target: Target) -> Column | None:
    """Return the column a target stands in; None for a recipe, or a label, of no column.

    A target may be registered under a label that its recipe does not make: then something is done
    to the model that Gadfly does not do.
    """
    column = column_of(target.recipe, target.endpoint.model)
    return column if column and released_as(target.recipe) == target.intervention else None


def sampling_of(target: Target) -> Sampling:
    """Return how a target's replies are drawn."""
    return Sampling(target.temperature, target.top_p, target.max_tokens)


def _registered() -> QuerySet[Target]:
    """Return the targets in service that an operator named, and no grid."""
    by_grid = Q(name__startswith=Concat("endpoint__name", Value(BETWEEN)))
    named = Target.objects.filter(retired=False, endpoint__retired=False).exclude(by_grid)
    return named.select_related("endpoint").order_by("name")


def _usual(targets: Sequence[Target]) -> Sampling:
    drawn = Counter(map(sampling_of, targets))
    return drawn.most_common(1)[0][0] if drawn else Sampling()


def _place(target: Target, sampling: Sampling, columns: list[Column]) -> _Place | None:
    """Return the target's cell, and open a column for the first of its kind; None where it stands in none."""
    column = standing(target) if sampling_of(target) == sampling else None
    if column is None:
        return None
    if column not in columns:
        columns.append(column)
    return target.endpoint_id, columns.index(column)


def _rows(arms: Iterable[Arm]) -> list[Endpoint]:
    used = {arm.target.endpoint_id for arm in arms}
    return list(Endpoint.objects.filter(Q(retired=False) | Q(pk__in=used)).order_by("name"))


def _others(
    arms: Iterable[Arm], registered: Iterable[Target], sampling: Sampling, beside: Mapping[int, Cell]
) -> list[Target]:
    """Return the arms that stand in no cell, and what an operator registered that no cell could hold."""
    own = [arm.target for arm in arms if arm.target_id in beside]
    held = {arm.target_id for arm in arms}
    free = [target for target in registered if target.pk not in held]
    return own + [target for target in free if sampling_of(target) != sampling or standing(target) is None]
