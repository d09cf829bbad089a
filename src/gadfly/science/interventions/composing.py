"""Interventions one around the other, as one: prompted and then rejection sampling, and the like."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gadfly.science.interventions import Card, Intervention, Work
from gadfly.science.interventions.fine_tuned import FineTuned
from gadfly.science.interventions.rejection import RejectionSampling
from gadfly.science.spending import work_of
from gadfly.science.targets import Target

NOTHING = "plain lm"
"""What released data call a model to which nothing was done."""
PAPER = frozenset({NOTHING, "context distillation", "rejection sampling", "rlhf"})
"""The values of the data released with Ganguli et al. 2022."""


@dataclass(frozen=True, slots=True)
class Chain(Intervention):
    """Several interventions as one: the first is put on first, so the last sees what all others made.

    Without any it is the plain model. Raises ValueError for an order that cannot work.
    """

    steps: tuple[Intervention, ...] = ()

    def __post_init__(self) -> None:
        if any(isinstance(step, FineTuned) for step in self.steps[1:]):
            raise ValueError("Fine-tuned comes first: it changes which model is asked.")
        ranking = [step for step in self.steps if isinstance(step, RejectionSampling)]
        for inner, outer in pairwise(ranking):
            if outer.k > inner.keep:
                raise ValueError(
                    f"Rejection sampling of {outer.k} candidates cannot stand on one that keeps {inner.keep}."
                )

    @property
    def card(self) -> Card:
        """What all of them do and cost together."""
        cards = [step.card for step in self.steps]
        return Card(
            name=" + ".join(card.name for card in cards) or "plain",
            released=released([card.released for card in cards]),
            does=" Then: ".join(card.does for card in cards) or "Nothing was done for safety.",
            costs=" And: ".join(card.costs for card in cards) or "Nothing.",
            streams=all(card.streams for card in cards),
        )

    def on(self, target: Target) -> Target:
        """Return the target with all of them done to it, the first step first."""
        for step in self.steps:
            target = step.on(target)
        return target

    def work(self, n: int) -> Work:
        """Return what `n` candidates ask for, of an endpoint that writes several for one request."""
        return work_of(self.steps, n, in_one=True)


def compose(*interventions: Intervention) -> Chain:
    """Return the interventions as one, put around a target in their order. Raises ValueError."""
    return Chain(tuple(_flat(interventions)))


def _flat(interventions: Sequence[Intervention]) -> Iterator[Intervention]:
    for one in interventions:
        yield from one.steps if isinstance(one, Chain) else (one,)


def released(names: Sequence[str]) -> str:
    """Return what released data call the interventions of these names together.

    The last that the paper names, as rejection sampling from the prompted model is called
    rejection sampling there; else the last. Plain does nothing, so it names only what stands alone.
    """
    done = [name for name in names if name != NOTHING]
    named = [name for name in done if name in PAPER]
    return (named or done or [NOTHING])[-1]
