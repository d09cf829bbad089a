"""An attack begins on an arm drawn for it, and ends, is skipped, or is left open at closing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from django.db.models import Max

from gadfly.attacks.actions.turns import exposed
from gadfly.attacks.models import Attack, Outcome
from gadfly.campaigns.access import Right, seats_of
from gadfly.campaigns.actions import ensure_pseudonym
from gadfly.campaigns.actions.arms import hold_arms
from gadfly.campaigns.queries import accepts_attacks, has_agreed
from gadfly.science.assignment import assign
from gadfly.science.care.limits import left_of, permits, same
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal
from gadfly.wellbeing.queries import limits_of

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

LONGEST_INTENT = 2_000
COMPLETE = (
    "This campaign has all the attacks it asked for, so no further one begins. Thank you; yours are kept."
)
NO_TOPIC = (
    "Every topic of this campaign is one that your limits leave out, so there is nothing here for you."
    " Nothing is held against you; your limits are yours to change."
)
LEFT_OUT = "Your limits leave this topic out. Mean to try something else, or change your limits first."
Scoring = Callable[[int], object]
"""Asks for an attack to be scored, inside the transaction that ends it."""


def start_attack(*, person: "Person", campaign: "Campaign", intent: str, at: datetime, rng: Random) -> Attack:
    """Begin an attack, or return the one the person has open here.

    The arm comes from the terms' seed, the person and the count of their attacks, so that the
    whole plan can be made again; `rng` draws only the pseudonym of a first attack. Arms that are full
    are not drawn. Raises Refusal when all are.
    """
    terms = campaign.terms
    if terms is None or not accepts_attacks(campaign, at):
        raise Refusal("This campaign takes no attacks now. Your earlier ones are kept.")
    if not has_agreed(person, terms):
        raise Refusal("Read the brief and agree to it first.")
    if not intent.strip() or len(intent) > LONGEST_INTENT:
        raise NotValid(f"Describe the attack you intend in 1 to {LONGEST_INTENT:,} characters.")
    _must_be_within(person, terms.topics, intent)
    with durable():
        current = Attack.objects.filter(campaign=campaign, person=person, state=Outcome.OPEN).first()
        if current is not None:
            return current
        last = Attack.objects.filter(terms=terms, person=person).aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        arms, left = hold_arms(terms)
        if not left:
            raise Refusal(COMPLETE)
        weighed = [(arm.pk, arm.weight) for arm in left]
        drawn = assign(weighed, seed=terms.seed, person=person.pk, position=position)
        seat = seats_of(person, Right.ATTACK).get(campaign=campaign)
        return Attack.objects.create(
            campaign=campaign,
            terms=terms,
            arm_id=drawn.arm,
            person=person,
            member=ensure_pseudonym(seat=seat, rng=rng),
            position=position,
            probability=drawn.probability,
            drawn_from=[arm.pk for arm in left] if len(left) < len(arms) else [],
            seed=seed_of(terms.seed, person.pk, position),
            intent=intent.strip(),
            started_at=at,
        )


def _must_be_within(person: "Person", topics: Sequence[str], intent: str) -> None:
    """Raise Refusal where the person's limits leave out all topics, or one that the intent names."""
    limits = limits_of(person)
    if topics and not left_of(limits, topics):
        raise Refusal(NO_TOPIC)
    named = [topic for topic in topics if same(topic) in same(intent)]
    if not permits(limits, named, None):
        raise Refusal(LEFT_OUT)


def seed_of(*parts: int) -> int:
    """Return an attack's seed, from which its sides and replies are drawn: of terms, person, position."""
    return Random(":".join(map(str, parts))).getrandbits(31)  # noqa: S311 -- the plan must be repeatable


def end_attack(*, attack: Attack, at: datetime, scoring: Scoring) -> Attack:
    """End the attack and ask for its scores. Ending it again changes nothing."""
    return _leave(attack, Outcome.ENDED, at, scoring)


def skip_attack(*, attack: Attack, at: datetime, scoring: Scoring) -> Attack:
    """Put the attack aside: kept, no reason asked, never counted as a failure."""
    return _leave(attack, Outcome.SKIPPED, at, scoring)


def leave_open_attacks(*, campaign: "Campaign", at: datetime, scoring: Scoring) -> int:
    """Mark what is still open when a campaign closes; return how many."""
    with durable():
        left = list(Attack.objects.filter(campaign=campaign, state=Outcome.OPEN))
        for attack in left:
            _mark(attack, Outcome.LEFT, at, scoring)
    return len(left)


def _leave(attack: Attack, state: Outcome, at: datetime, scoring: Scoring) -> Attack:
    with durable():
        if attack.state == Outcome.OPEN:
            _mark(attack, state, at, scoring)
    return attack


def _mark(attack: Attack, state: Outcome, at: datetime, scoring: Scoring) -> None:
    exposed(attack, attack.turns.order_by("-number").values_list("said_at", flat=True).first(), at)
    attack.state, attack.ended_at = state, at
    attack.save(update_fields=["state", "ended_at"])
    scoring(attack.pk)
