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
from gadfly.network.queries.drawing import COLUMNS as POOL_COLUMNS
from gadfly.network.queries.drawing import pool_rows
from gadfly.network.queries.intake import Scored, Scoring, charter, present_round, rounds, scored, scoring_of
from gadfly.network.queries.standing import Standing, declined_by, standing_of, standings, title

__all__ = [
    "AMOUNT",
    "POOL_COLUMNS",
    "Balance",
    "Held",
    "Page",
    "Scored",
    "Scoring",
    "Standing",
    "Tally",
    "balance",
    "charter",
    "contracts",
    "declined_by",
    "held_by",
    "page_of_applications",
    "pool_rows",
    "present_round",
    "rounds",
    "scored",
    "scoring_of",
    "signatures_that_wait",
    "standing_of",
    "standings",
    "tallies",
    "title",
    "waiting_for",
    "waiting_letters",
]
