"""Targets are set up on endpoints; doing so again brings them up to date."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from gadfly.campaigns.actions.endpoints import must_be_free
from gadfly.campaigns.models import Endpoint, Intervention, Target
from gadfly.science.dialogue import Sampling
from gadfly.science.interventions.recipe import Step
from gadfly.shared.durable import durable


def set_up_target(
    *,
    name: str,
    endpoint: Endpoint,
    intervention: str = Intervention.PLAIN,
    size: str = "",
    recipe: Sequence[Step] = (),
    sampling: Sampling | None = None,
) -> Target:
    """Make the target of this name, or change it. Without a size it has its endpoint's.

    Raises Refusal when frozen terms rest on it as it was.
    """
    drawn = sampling or Sampling()
    said: dict[str, Any] = {
        "endpoint": endpoint,
        "intervention": intervention,
        "size": size or endpoint.size,
        "recipe": list(recipe),
        "temperature": drawn.temperature,
        "top_p": drawn.top_p,
        "max_tokens": drawn.max_tokens,
    }
    with durable():
        known = Target.objects.filter(name=name).first()
        if known and any(getattr(known, part) != value for part, value in said.items()):
            must_be_free(name, Q(target=known))
        target, _ = Target.objects.update_or_create(name=name, defaults=said)
    return target
