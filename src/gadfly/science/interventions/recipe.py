"""Interventions as JSON: a recipe is a list of steps, put around the endpoint in their order.

A stored recipe makes the same arm for as long as the study runs, or says that it cannot: a
preamble goes by its hash, and so does a scorer that is named with it (light-1@…), as `recipe_of`
names them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gadfly.science.interventions import Intervention
from gadfly.science.interventions.composing import Chain, compose, released
from gadfly.science.interventions.kinds import KINDS, Kind, Scorers

__all__ = ["RecipeError", "Scorers", "Step", "interventions_of", "recipe_of", "released_as", "step_of"]

Step = Mapping[str, Any]
"""One intervention: its `kind` and its parameters, as JSON values. Those with defaults may be left out."""


class RecipeError(ValueError):
    """A recipe that cannot be followed. The text says what is wrong with it."""


def interventions_of(recipe: Sequence[Step], scorers: Scorers) -> tuple[Intervention, ...]:
    """Return the recipe's interventions in their order. Raises RecipeError."""
    if not isinstance(recipe, list | tuple):
        raise RecipeError("A recipe is a list of steps.")
    made = tuple(_made(number, step, scorers) for number, step in enumerate(recipe, 1))
    try:
        compose(*made)
    except ValueError as error:
        raise RecipeError(str(error)) from error
    return made


def recipe_of(interventions: Sequence[Intervention]) -> list[dict[str, Any]]:
    """Return the recipe that makes these interventions. Raises RecipeError where one has no kind."""
    return [step_of(step) for step in compose(*interventions).steps]


def step_of(intervention: Intervention) -> dict[str, Any]:
    """Return the step that makes this intervention, all parameters told. Raises RecipeError.

    What a filter's threshold was chosen by is not part of it.
    """
    for name, kind in KINDS.items():
        if type(intervention) is kind.of:
            told = {
                parameter: value.write(getattr(intervention, kind.attribute(parameter)))
                for parameter, value in kind.parameters.items()
            }
            return {"kind": name, **told}
    what = "several steps" if isinstance(intervention, Chain) else type(intervention).__name__
    raise RecipeError(f"A step holds one intervention of a known kind, not {what}.")


def released_as(recipe: Sequence[Step]) -> str:
    """Return what released data call an arm with this recipe. Raises RecipeError for an unknown kind."""
    return released([_kind(number, step).of.released for number, step in enumerate(recipe, 1)])


def _made(number: int, step: Step, scorers: Scorers) -> Intervention:
    kind, name = _kind(number, step), step["kind"]
    where = f"Step {number}, {name}"
    if unknown := [key for key in step if key != "kind" and key not in kind.parameters]:
        raise RecipeError(
            f"{where}: there is no parameter called {unknown[0]!r}; there are: {', '.join(kind.parameters)}."
        )
    if lacking := [key for key in kind.required if key not in step]:
        raise RecipeError(f"{where}: {lacking[0]!r} is missing.")
    values = {key: _value(where, kind, key, step[key], scorers) for key in step if key != "kind"}
    try:
        return kind.made(values)
    except ValueError as error:
        raise RecipeError(f"{where}: {error}") from error


def _kind(number: int, step: object) -> Kind:
    name = step.get("kind") if isinstance(step, Mapping) else None
    if not isinstance(name, str):
        raise RecipeError(f"Step {number}: a step is an object that names its kind.")
    if name not in KINDS:
        raise RecipeError(
            f"Step {number}: there is no intervention called {name!r}; there are: {', '.join(KINDS)}."
        )
    return KINDS[name]


def _value(where: str, kind: Kind, key: str, value: object, scorers: Scorers) -> Any:  # noqa: ANN401 -- of its kind
    what = kind.parameters[key]
    if not what.fits(value):
        raise RecipeError(f"{where}: {key!r} must be {what.words}.")
    try:
        return what.read(value, scorers)
    except KeyError as error:
        raise RecipeError(f"{where}: there is no scorer called {value!r} here.") from error
