"""Tables of time and pay."""

from gadfly.ledger.models.books import Account, Entry, Line, Posting
from gadfly.ledger.models.statements import Run, State, Statement, StatementLine
from gadfly.ledger.models.work import LONGEST_REASON, Correction, Payee, RateCard, Stint

__all__ = [
    "LONGEST_REASON",
    "Account",
    "Correction",
    "Entry",
    "Line",
    "Payee",
    "Posting",
    "RateCard",
    "Run",
    "State",
    "Statement",
    "StatementLine",
    "Stint",
]
