"""Interventions as JSON: a recipe is a list of steps, put around the endpoint in their order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gadfly.science.interventions import Intervention
from gadfly.science.interventions.system_prompt import SystemPrompt
from gadfly.science.preference import PreferenceModel

Step = Mapping[str, Any]
"""One intervention: its `kind` and its parameters, as JSON values."""

Scorers = Callable[[str], PreferenceModel]
"""Finds a preference model by its name, as steps name it; raises KeyError where there is none."""


class RecipeError(ValueError):
    """A recipe that cannot be followed. The text says what is wrong with it."""


def interventions_of(recipe: Sequence[Step], scorers: Scorers) -> tuple[Intervention, ...]:
    """Return the recipe's interventions in their order. Raises RecipeError."""
    return tuple(_made(step, scorers) for step in recipe)


def _made(step: Step, scorers: Scorers) -> Intervention:
    del scorers
    if step["kind"] == "system prompt":
        return SystemPrompt(step["text"])
    raise RecipeError(f"There is no intervention called {step['kind']!r}.")
