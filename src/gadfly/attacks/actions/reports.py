"""What the red teamer says of the own attack."""

from datetime import datetime

from gadfly.attacks.models import Attack, Outcome
from gadfly.science.datasets.record import SelfReport
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal
from gadfly.wellbeing.actions import keep_out


def record_report(*, attack: Attack, report: SelfReport, at: datetime) -> Attack:
    """Record the self-report of an attack that has ended. A later one replaces it.

    Raises Refusal where its words cross the hard line.
    """
    person, campaign = attack.person_id, attack.campaign_id
    keep_out([report.expertise], person=person, campaign=campaign, subject=attack.key, at=at)
    if attack.state != Outcome.ENDED:
        raise Refusal("Stop the attack first, then rate it.")
    with durable():
        attack.success = report.success
        attack.harmful = report.harmful
        attack.actionable = report.actionable
        attack.needs_expertise = report.needs_expertise
        attack.expertise = report.expertise
        attack.reported_at = at
        attack.save(
            update_fields=["success", "harmful", "actionable", "needs_expertise", "expertise", "reported_at"]
        )
    return attack
