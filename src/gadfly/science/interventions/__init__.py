"""Interventions: what is done to a model to make it safer. Each turns a target into another target.

plain, prompted, rejection, fine_tuned      the four of Ganguli et al. 2022
system_prompt, critique, filter             others
composing     several as one
recipe        interventions as JSON, by which a study stores and re-creates them; kinds has their kinds
in_front      words in front of a dialogue     held, scoring     replies that something happens to first
alarms        how much of what is harmless a threshold withholds
"""

from dataclasses import dataclass
from typing import Protocol

from gadfly.science.targets import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What `n` candidates ask of the endpoint at most: what a budget reserves before it asks.

    `readings` is how often the dialogue is read, `preamble` the tokens put in front of it each
    time, `completions` how many replies are written.
    """

    readings: int = 1
    completions: int = 1
    preamble: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What an intervention is: its name in our words, its name in released data, what it does and costs."""

    name: str
    released: str
    does: str
    costs: str
    streams: bool = True
    """Whether words can be shown while they are written."""


class Intervention(Protocol):
    """What was done to a model. One method; a card for people; the work for budgets."""

    @property
    def card(self) -> Card:
        """What it does and costs, in words."""

    def on(self, target: Target) -> Target:
        """Return the target as it answers with this done to it."""

    def work(self, n: int) -> Work:
        """Return what `n` candidates ask of the target beneath, at most."""
