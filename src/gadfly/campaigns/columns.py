"""An intervention as a column of a design: its kind, and its parameters as plain fields.

A column stands for a recipe on each endpoint of the grid. It knows the few recipes that a lead can
lay out; a recipe that is none of them is no column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gadfly.campaigns.scorers import scorer_called, usual_rank
from gadfly.science.interventions import Card
from gadfly.science.interventions.composing import compose
from gadfly.science.interventions.critique import PRINCIPLES
from gadfly.science.interventions.filter import SAYS
from gadfly.science.interventions.recipe import RecipeError, Step, interventions_of, recipe_of

OWN = "*"
"""Stands for the endpoint's own model in the name of a fine-tuned one, as in house-52b → house-52b-rlhf."""
KINDS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "plain": {"example": False},
        "prompted": {},
        "rejection sampling": {"scorer": "", "k": 16, "keep": 2, "prompted": True},
        "fine-tuned": {"model": f"{OWN}-rlhf", "revision": ""},
        "system prompt": {"text": "You are a careful and polite assistant. Say so when you are not sure."},
        "critique and revise": {"principles": list(PRINCIPLES), "rounds": 1, "prompted": False},
        "filter": {"scorer": "", "threshold": 0.0, "says": SAYS, "prompted": False},
    }
)
"""Every kind of column with what its fields hold at first; those of the paper come first.

An empty scorer stands for the usual one, whose weights need not be read before somebody asks."""
FIRST = ("plain", "prompted", "rejection sampling")
"""The columns of a grid on which nothing stands yet."""
_FIXED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "rejection sampling": {"rule": "least harmful"},
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """A kind of intervention with its parameters. `prompted` puts it on the prompted model."""

    kind: str
    said: Mapping[str, Any]

    def recipe(self, model: str) -> list[dict[str, Any]]:
        """Return the recipe on an endpoint of this model, all parameters told. Raises RecipeError."""
        step = {"kind": self.kind, **_FIXED.get(self.kind, {}), **self.said}
        if "scorer" in KINDS[self.kind] and not step.get("scorer"):
            step["scorer"] = usual_rank()
        if "model" in step:
            step["model"] = step["model"].replace(OWN, model)
        before = [{"kind": "prompted"}] if step.pop("prompted", False) else []
        return recipe_of(interventions_of([*before, step], scorer_called))

    @property
    def card(self) -> Card:
        """What it does and costs, in words. Raises RecipeError."""
        return compose(*interventions_of(self.recipe(OWN), scorer_called)).card

    @property
    def label(self) -> str:
        """What leads call it, in a few words."""
        said = self.said
        words = {
            "plain": "plain, with an example" if said.get("example") else "plain",
            "rejection sampling": f"rejection sampling, {said.get('keep')} of {said.get('k')}",
            "filter": f"filter below {said.get('threshold')}".removesuffix(".0"),
            "fine-tuned": f"fine-tuned {said.get('model')}",
        }
        usual = KINDS[self.kind].get("prompted")
        label = words.get(self.kind, self.kind)
        if said.get("scorer") and said["scorer"] != usual_rank():
            label += f", by {said['scorer'].partition('@')[0]}"
        if said.get("prompted") == usual:
            return label
        return f"{label}, {'prompted' if said['prompted'] else 'not prompted'}"


def first(kind: str) -> Column:
    """Return a column of this kind as it is offered."""
    said = KINDS[kind]
    return Column(kind, {**said, "scorer": usual_rank()} if "scorer" in said else said)


def column_of(recipe: Sequence[Step], model: str) -> Column | None:
    """Return the column that a recipe on an endpoint of this model stands in; None where there is none."""
    try:
        told = recipe_of(interventions_of(recipe, scorer_called)) or [{"kind": "plain", "example": False}]
    except RecipeError:
        return None
    *before, step = told
    kind, fields = step["kind"], KINDS[step["kind"]]
    said = {name: step[name] for name in fields if name != "prompted"}
    if "prompted" in fields:
        said["prompted"] = bool(before)
    if "model" in said and model:
        said["model"] = said["model"].replace(model, OWN, 1)
    column = Column(kind, said)
    return column if column.recipe(model) == told else None
