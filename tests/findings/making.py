"""What tests of findings stand on."""

from collections.abc import Sequence
from typing import Any

from gadfly.attacks.models import Attack
from gadfly.campaigns.models import Campaign
from gadfly.findings import actions
from gadfly.findings.actions.items import Turn
from gadfly.findings.actions.writing import Writing
from gadfly.findings.course import State
from gadfly.findings.models import Finding, Step, TestItem
from gadfly.people.models import Person
from gadfly.shared.keys import new_key
from tests.factories import NOON, make_attack

TEXTS: dict[str, Any] = {
    "title": "Curt about rice",
    "harm": "Somebody eats old rice.",
    "severity": 2,
    "reproduction": "Ask twice.",
}


def make_finding(
    campaign: Campaign,
    author: Person,
    *,
    attacks: Sequence[Attack] = (),
    **texts: Any,  # noqa: ANN401 -- of any field
) -> Finding:
    """A finding on these attacks, or on one of the author's."""
    writing = Writing(**{"sent": new_key(), **TEXTS, **texts})
    basis = attacks or [make_attack(campaign=campaign, person=author)]
    return actions.write_finding(campaign=campaign, author=author, writing=writing, attacks=basis, at=NOON)


def step(finding: Finding, actor: Person, after: State, **more: Any) -> Step:  # noqa: ANN401 -- of any argument
    """A step by a lead."""
    said = {"leads": True, "reason": "It is so.", "sent": new_key(), "at": NOON, **more}
    return actions.take_step(finding=finding, actor=actor, after=after, **said)


def walk(finding: Finding, actor: Person, *states: State) -> None:
    """Several steps by a lead."""
    for after in states:
        step(finding, actor, after)


def make_items(
    finding: Finding,
    by: Person,
    *,
    phrases: Sequence[str] = ("cool it",),
    **more: Any,  # noqa: ANN401 -- of any argument
) -> list[TestItem]:
    """A test item of the first turn of the first attack the finding rests on."""
    attack = finding.bases.earliest("pk").attack_id
    said = {"scorer": "", "threshold": None, "turns": [Turn(attack, 1)], "at": NOON, **more}
    return actions.make_items(finding=finding, phrases=phrases, by=by, **said)
