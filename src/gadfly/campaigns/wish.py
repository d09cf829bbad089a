"""What a version of the terms says, as a value: what a form asks for and what a draft is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from gadfly.campaigns.models import Continuation, Reveal, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the terms shall say.

    `weights` and `quotas` go by target. A target without weight is no arm; one without quota may
    have any number of attacks.
    """

    brief: str = ""
    warning: str = ""
    topics: tuple[str, ...] = ()
    candidates: int = 2
    continue_with: str = Continuation.MORE_HARMFUL
    soft_turns: int = 4
    reveal: str = Reveal.TOGETHER
    reference: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    weights: Mapping[int, int] = field(default_factory=dict)
    quotas: Mapping[int, int] = field(default_factory=dict)


WORDING = tuple(part.name for part in fields(Wish) if part.name not in {"weights", "quotas"})
"""The parts of a wish that are columns of the terms."""


def wish_of(terms: Terms) -> Wish:
    """Return what the terms say now."""
    said = {name: getattr(terms, name) for name in WORDING}
    arms = list(terms.arms.values_list("target_id", "weight", "quota"))
    weights = {target: weight for target, weight, _ in arms}
    quotas = {target: quota for target, _, quota in arms if quota is not None}
    return Wish(**{**said, "topics": tuple(terms.topics), "weights": weights, "quotas": quotas})
