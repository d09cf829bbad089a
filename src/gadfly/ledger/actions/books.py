"""Posting to the books."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.ledger.models import Account, Entry, Line, Posting, Statement

if TYPE_CHECKING:
    from gadfly.people.models import Person

PAYER = "payer"


def post(
    *, statement: Statement, posting: Posting, moves: Iterable[tuple[str, int]], by: "Person", at: datetime
) -> Entry:
    """Post what a statement moves, in the caller's transaction.

    Approved, its lines go from the campaign's cost to what the member is owed; exported, from what
    the member is owed to what the payer has in hand. Lines that move nothing are left out.
    """
    owed = _account(f"member {statement.person.key}", statement.currency)
    if posting == Posting.ACCRUAL:
        debit, credit = _account(f"campaign {statement.campaign.key}", statement.currency), owed
    else:
        debit, credit = owed, _account(PAYER, statement.currency)
    entry = Entry.objects.create(statement=statement, posting=posting, by=by, at=at)
    Line.objects.bulk_create(
        Line(entry=entry, what=what, debit=debit, credit=credit, amount=amount)
        for what, amount in moves
        if amount
    )
    return entry


def _account(name: str, currency: str) -> Account:
    account, _ = Account.objects.get_or_create(name=name, currency=currency)
    return account
