"""A statement's steps: draft, pending, approved. Whoever made or submitted it cannot approve it (R23)."""

from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.ledger.actions.books import post
from gadfly.ledger.models import Posting, State, Statement
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.people.models import Person

ELSEWHERE = "Somebody took this statement a step further meanwhile. Reload it and look again."
SAME = "You drew or submitted this statement. Ask another lead of the campaign, or a manager, to approve it."
PAYEE = "This statement pays you. Two others must see to it."


def submit(*, statement: Statement, by: "Person", at: datetime) -> Statement:
    """Hand a draft to a second person. From here on it is not altered. Again by the same changes nothing."""
    if by.pk == statement.person_id:
        raise Refusal(PAYEE)
    with durable():
        held = _held(statement)
        if held.state == State.DRAFT:
            held.state, held.submitted_by, held.submitted_at = State.PENDING, by, at
            held.save(update_fields=["state", "submitted_by", "submitted_at"])
        elif held.submitted_by_id != by.pk:
            raise Refusal(ELSEWHERE)
    return held


def approve(*, statement: Statement, by: "Person", at: datetime) -> Statement:
    """Approve what another submitted, and post it. Again by the same changes nothing.

    Raises Refusal to whom it pays, and to who drafted or submitted it.
    """
    if by.pk == statement.person_id:
        raise Refusal(PAYEE)
    with durable():
        held = _held(statement)
        if held.approved_by_id == by.pk:
            return held
        if held.state != State.PENDING:
            raise Refusal(ELSEWHERE)
        if by.pk in {held.submitted_by_id, held.drafted_by_id}:
            raise Refusal(SAME)
        held.state, held.approved_by, held.approved_at = State.APPROVED, by, at
        held.save(update_fields=["state", "approved_by", "approved_at"])
        moves = held.lines.order_by("position").values_list("what", "amount")
        post(statement=held, posting=Posting.ACCRUAL, moves=moves, by=by, at=at)
    return held


def send_back(*, statement: Statement) -> Statement:
    """Make a pending statement a draft again. A draft stays as it is."""
    with durable():
        held = _held(statement)
        if held.state not in {State.DRAFT, State.PENDING}:
            raise Refusal(ELSEWHERE)
        held.state, held.submitted_by, held.submitted_at = State.DRAFT, None, None
        held.save(update_fields=["state", "submitted_by", "submitted_at"])
    return held


def discard(*, statement: Statement) -> None:
    """Take a draft away; its time waits for the next statement. Raises Refusal once it was submitted."""
    with durable():
        held = Statement.objects.select_for_update().filter(pk=statement.pk).first()
        if held is None:
            return
        if held.state != State.DRAFT:
            raise Refusal(ELSEWHERE)
        held.stints.filter(derived=True).delete()
        held.stints.update(statement=None)
        held.lines.all().delete()
        held.delete()


def _held(statement: Statement) -> Statement:
    held = Statement.objects.select_for_update(of=("self",)).select_related("person", "campaign")
    found = held.filter(pk=statement.pk).first()
    if found is None:
        raise Refusal(ELSEWHERE)
    return found
