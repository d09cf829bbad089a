"""Reading the network."""

from gadfly.network.queries.applications import (
    AMOUNT,
    Balance,
    Page,
    Tally,
    balance,
    page_of_applications,
    tallies,
    waiting_letters,
)
from gadfly.network.queries.contracts import (
    Held,
    contracts,
    held_by,
    signatures_that_wait,
    waiting_for,
)
from gadfly.network.queries.intake import Scored, Scoring, charter, present_round, rounds, scored, scoring_of

__all__ = [
    "AMOUNT",
    "Balance",
    "Held",
    "Page",
    "Scored",
    "Scoring",
    "Tally",
    "balance",
    "charter",
    "contracts",
    "held_by",
    "page_of_applications",
    "present_round",
    "rounds",
    "scored",
    "scoring_of",
    "signatures_that_wait",
    "tallies",
    "waiting_for",
    "waiting_letters",
]
