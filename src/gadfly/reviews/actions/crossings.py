"""What a reviewer reports as crossing the hard line: put aside, closed to everybody, told to a steward."""

from datetime import datetime

from gadfly.attacks.actions import report_crossing as report
from gadfly.reviews.actions.taking import skip_assignment
from gadfly.reviews.models import Assignment


def report_crossing(*, assignment: Assignment, at: datetime) -> Assignment:
    """Raise an alarm about the attack, and put it aside. Again: nothing changes."""
    report(attack=assignment.item.attack, by=assignment.reviewer_id, at=at)
    return skip_assignment(assignment=assignment, reason="", at=at)
