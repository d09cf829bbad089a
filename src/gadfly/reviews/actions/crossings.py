"""What a reviewer reports as crossing the hard line: put aside, closed to everybody, told to a steward."""

from datetime import datetime

from gadfly.reviews.actions.taking import skip_assignment
from gadfly.reviews.models import Assignment
from gadfly.reviews.queries.transcript import told_of
from gadfly.wellbeing.actions import raise_alarm


def report_crossing(*, assignment: Assignment, at: datetime) -> Assignment:
    """Raise an alarm about the attack, and put it aside. Again: nothing changes."""
    item = assignment.item
    said = told_of(item.attack).turns
    raise_alarm(
        way="told",
        person=assignment.reviewer_id,
        campaign=item.batch.campaign_id,
        subject=item.attack.key,
        text="\n".join(text for turn in said for text in (turn.human, turn.reply or "")),
        at=at,
    )
    return skip_assignment(assignment=assignment, reason="")
