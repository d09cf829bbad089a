"""A member answers: yes keeps hours of their year and gives the seat, no costs nothing."""

from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.calling.actions.hours import keep
from gadfly.calling.models import Invitation, State
from gadfly.calling.queries import is_open
from gadfly.campaigns.actions import seat_within
from gadfly.ledger.actions import note_time
from gadfly.science.pay import Kind
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.ledger.models import Stint

PREVIEW = 300
"""Seconds that reading an invitation is paid for."""
OVER = "This invitation is over: the time to answer has passed, or the campaign has closed."


def accept(*, invitation: Invitation, at: datetime) -> Invitation:
    """Say yes: the hours are kept, the seat is given. Again changes nothing.

    Raises Refusal when the invitation is over, the year has too few hours left, or the person has
    another part in the campaign.
    """
    with durable():
        row = _held(invitation)
        if row.state == State.ACCEPTED:
            return row
        if not is_open(row, at):
            raise Refusal(OVER)
        row.year = keep(person=row.person, minutes=row.minutes, at=at)
        row.state, row.answered_at = State.ACCEPTED, at
        row.save(update_fields=["state", "answered_at", "year"])
        seat_within(campaign=row.campaign, person=row.person, role=row.calling.role, at=at)
    return row


def decline(*, invitation: Invitation, at: datetime) -> Invitation:
    """Say no; no reason is asked. What was accepted stays so: then a seat is given up instead."""
    with durable():
        row = _held(invitation)
        if row.state == State.ASKED:
            row.state, row.answered_at = State.DECLINED, at
            row.save(update_fields=["state", "answered_at"])
    return row


def note_preview(*, invitation: Invitation, at: datetime) -> "Stint":
    """Note the time of reading what was declined, to be paid; again changes nothing.

    Who runs the campaign's pay then sees these minutes by the person's name, so that only they ask for it.
    """
    return note_time(
        campaign=invitation.campaign,
        person=invitation.person,
        kind=Kind.PREVIEWS,
        piece=f"preview {invitation.campaign.key}",
        seconds=PREVIEW,
        at=at,
    )


def _held(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",))
    return rows.select_related("person", "calling", "campaign").get(pk=invitation.pk)
