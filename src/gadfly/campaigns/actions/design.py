"""A design is laid out: its cells become targets, used again where they exist, and the terms' arms."""

from dataclasses import replace
from itertools import count

from gadfly.campaigns.actions.founding import revise_terms
from gadfly.campaigns.actions.targets import set_up_target
from gadfly.campaigns.columns import Column
from gadfly.campaigns.grid import Grid
from gadfly.campaigns.models import Campaign, Endpoint, Target, Terms
from gadfly.campaigns.queries import newest_terms
from gadfly.campaigns.queries.grid import BETWEEN, sampling_of, standing
from gadfly.campaigns.wish import wish_of
from gadfly.science.dialogue import Sampling
from gadfly.science.interventions.recipe import released_as

LONGEST_NAME = 120


def lay_out(*, campaign: Campaign, grid: Grid) -> Terms:
    """Make the grid's cells the arms of the draft of the terms, and return it; all else stays as it says.

    Each target and the terms are written by themselves: laying out again what was cut short
    changes nothing. Raises RecipeError for a column that cannot be.
    """
    rows = {endpoint.pk: endpoint for endpoint in grid.endpoints}
    arms = [
        (target_for(rows[endpoint], grid.columns[column], grid.sampling).pk, cell)
        for (endpoint, column), cell in grid.cells.items()
    ]
    arms += grid.beside.items()
    weights = {target: cell.weight for target, cell in arms}
    quotas = {target: cell.quota for target, cell in arms if cell.quota is not None}
    wish = replace(wish_of(newest_terms(campaign)), weights=weights, quotas=quotas)
    return revise_terms(campaign=campaign, wish=wish)


def target_for(endpoint: Endpoint, column: Column, sampling: Sampling) -> Target:
    """Return the target that is this column on this endpoint, and set it up if there is none."""
    known = endpoint.targets.filter(retired=False).select_related("endpoint").order_by("pk")
    for target in known:
        sized = target.size == endpoint.size or not endpoint.size
        if sized and sampling_of(target) == sampling and standing(target) == column:
            return target
    recipe = column.recipe(endpoint.model)
    return set_up_target(
        name=_name(endpoint, column),
        endpoint=endpoint,
        intervention=released_as(recipe),
        size=endpoint.size,
        recipe=recipe,
        sampling=sampling,
    )


def _name(endpoint: Endpoint, column: Column) -> str:
    """Return a name that no target has: the endpoint and what is done, numbered from the second on."""
    start = f"{endpoint.name}{BETWEEN}{column.label.replace('*', endpoint.model)}"[: LONGEST_NAME - 5]
    names = (start if number == 1 else f"{start} {number}" for number in count(1))
    return next(name for name in names if not Target.objects.filter(name=name).exists())
