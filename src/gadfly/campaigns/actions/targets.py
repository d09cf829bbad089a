"""What can be attacked is set up by operators; doing so again brings it up to date."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from gadfly.campaigns.models import Arm, Endpoint, Intervention, Target
from gadfly.science.dialogue import Sampling
from gadfly.science.interventions.recipe import Step
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal


def set_up_endpoint(
    *, name: str, base_url: str, model: str, revision: str = "", key_variable: str = ""
) -> Endpoint:
    """Make the endpoint of this name, or change it. It may move; what answers there may not change.

    Raises Refusal when frozen terms rest on another model or revision under this name.
    """
    with durable():
        known = Endpoint.objects.filter(name=name).first()
        if known and (known.model, known.revision) != (model, revision):
            _must_be_free(name, Q(target__endpoint=known))
        said = {"base_url": base_url, "model": model, "revision": revision, "key_variable": key_variable}
        endpoint, _ = Endpoint.objects.update_or_create(name=name, defaults={**said, "n_in_one": None})
    return endpoint


def set_up_target(
    *,
    name: str,
    endpoint: Endpoint,
    intervention: str = Intervention.PLAIN,
    size: str = "",
    recipe: Sequence[Step] = (),
    sampling: Sampling | None = None,
) -> Target:
    """Make the target of this name, or change it. Raises Refusal when frozen terms rest on it as it was."""
    drawn = sampling or Sampling()
    said: dict[str, Any] = {
        "endpoint": endpoint,
        "intervention": intervention,
        "size": size,
        "recipe": list(recipe),
        "temperature": drawn.temperature,
        "top_p": drawn.top_p,
        "max_tokens": drawn.max_tokens,
    }
    with durable():
        known = Target.objects.filter(name=name).first()
        if known and any(getattr(known, part) != value for part, value in said.items()):
            _must_be_free(name, Q(target=known))
        target, _ = Target.objects.update_or_create(name=name, defaults=said)
    return target


def _must_be_free(name: str, using: Q) -> None:
    if Arm.objects.filter(using, terms__frozen_at__isnull=False).exists():
        raise Refusal(
            f"A campaign that has opened rests on {name} as it is. Set up the change under another name."
        )
