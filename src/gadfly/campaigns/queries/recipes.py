"""Whether the recipes of arms can be followed, as the terms ask for them."""

from collections.abc import Iterator, Sequence

from gadfly.campaigns.models import Arm
from gadfly.campaigns.scorers import scorer_called
from gadfly.science.interventions.recipe import RecipeError, interventions_of
from gadfly.science.interventions.rejection import RejectionSampling


def recipe_gaps(arms: Sequence[Arm], candidates: int) -> Iterator[str]:
    """Yield a sentence for each arm that cannot answer with so many candidates, or not at all."""
    for arm in arms:
        name = arm.target.name
        try:
            steps = interventions_of(arm.target.recipe, scorer_called)
        except RecipeError as error:
            yield f"Take out {name}. {error}"
            continue
        kept = [step.keep for step in steps if isinstance(step, RejectionSampling)]
        if min(kept, default=candidates) < candidates:
            yield f"Let {name} keep {candidates} replies, or ask for {min(kept)} a turn."
