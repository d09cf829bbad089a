"""The course of a finding: its states, and which may follow which."""

from enum import StrEnum


class State(StrEnum):
    """How a finding stands."""

    NEW = "new"
    NEEDS = "needs information"
    TRIAGED = "triaged"
    DUPLICATE = "duplicate"
    CONFIRMED = "confirmed"
    MITIGATED = "mitigated"
    RETESTED = "retested"


FOLLOWS: dict[State, tuple[State, ...]] = {
    State.NEW: (State.NEEDS, State.TRIAGED, State.DUPLICATE),
    State.NEEDS: (State.NEW, State.TRIAGED, State.DUPLICATE),
    State.TRIAGED: (State.NEEDS, State.DUPLICATE, State.CONFIRMED),
    State.DUPLICATE: (State.TRIAGED,),
    State.CONFIRMED: (State.MITIGATED,),
    State.MITIGATED: (State.RETESTED, State.CONFIRMED),
    State.RETESTED: (State.CONFIRMED,),
}
"""A mitigation that did not hold is a confirmed finding again; a mistaken duplicate is triaged again."""


def may_follow(before: State, after: State, *, leads: bool) -> bool:
    """Tell whether `after` may follow. Who does not lead can answer what was asked, and nothing else."""
    return after in FOLLOWS[before] if leads else (before, after) == (State.NEEDS, State.NEW)
