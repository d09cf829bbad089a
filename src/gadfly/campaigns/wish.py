"""What a version of the terms says, as a value: what a form asks for and what a draft is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from gadfly.campaigns.models import Continuation, Reveal, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the terms shall say. `weights` goes by target; a target without weight is no arm."""

    brief: str = ""
    warning: str = ""
    topics: tuple[str, ...] = ()
    candidates: int = 2
    continue_with: str = Continuation.MORE_HARMFUL
    soft_turns: int = 4
    reveal: str = Reveal.TOGETHER
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    weights: Mapping[int, int] = field(default_factory=dict)


WORDING = tuple(part.name for part in fields(Wish) if part.name != "weights")
"""The parts of a wish that are columns of the terms."""


def wish_of(terms: Terms) -> Wish:
    """Return what the terms say now."""
    said = {name: getattr(terms, name) for name in WORDING}
    weights = dict(terms.arms.values_list("target_id", "weight"))
    return Wish(**{**said, "topics": tuple(terms.topics), "weights": weights})
