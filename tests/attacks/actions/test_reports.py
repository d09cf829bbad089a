"""What the red teamer says of the own attack: after it ended, and the last word counts."""

import pytest

from gadfly.attacks.actions import record_report
from gadfly.attacks.models import Attack, Outcome
from gadfly.science.datasets.record import SelfReport
from gadfly.shared.refusal import Refusal
from tests.factories import NOON, make_attack

SAID = SelfReport(success=4, harmful=3, actionable=0, needs_expertise=True, expertise="soups")


def told(attack):
    return SelfReport(
        attack.success, attack.harmful, attack.actionable, attack.needs_expertise, attack.expertise
    )


def test_a_report_is_kept_with_its_time(campaign, cast):
    record_report(attack=make_attack(campaign=campaign, person=cast.bo), report=SAID, at=NOON)
    attack = Attack.objects.get()
    assert (told(attack), attack.reported_at) == (SAID, NOON)


def test_a_later_report_replaces_all_of_the_first(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo)
    for report in (SAID, SelfReport(success=1)):
        record_report(attack=attack, report=report, at=NOON)
    assert told(Attack.objects.get()) == SelfReport(success=1)


@pytest.mark.parametrize("state", [Outcome.OPEN, Outcome.SKIPPED, Outcome.LEFT])
def test_only_an_attack_that_was_ended_is_rated(campaign, cast, state):
    attack = make_attack(campaign=campaign, person=cast.bo)
    attack.state = state
    with pytest.raises(Refusal, match="Stop the attack first, then rate it"):
        record_report(attack=attack, report=SAID, at=NOON)
    assert told(Attack.objects.get()) == SelfReport()
