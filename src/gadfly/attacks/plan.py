"""The plan of an assignment: drawn again from its seed, and compared with what is stored.

What an attack was drawn from, seed, person, position and the arms that were open, is stored with
it or with its terms; so whoever holds the database can check every draw, and tell beforehand what
a person will be assigned to.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from gadfly.attacks.actions.courses import seed_of
from gadfly.attacks.models import Attack, Outcome
from gadfly.science.assignment import Assignment, assign

if TYPE_CHECKING:
    from gadfly.campaigns.models import Terms


@dataclass(frozen=True, slots=True)
class PlannedArm:
    """An arm with its share of the design, and its attacks so far."""

    name: str
    weight: int
    quota: int | None
    begun: int
    ended: int


@dataclass(frozen=True, slots=True)
class Balance:
    """How one person's attacks spread: `begun` by arm, in the order of the plan.

    `off` is the number of attacks by which the arm that is furthest from its share is ahead or behind.
    """

    person: int
    member: int | None
    begun: tuple[int, ...]
    off: float


@dataclass(frozen=True, slots=True)
class Stray:
    """An attack that the seed does not lead to. `differs` names what is stored otherwise."""

    key: str
    differs: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A design as it stands. `strays` is empty when every attack is as the seed says."""

    campaign: str
    terms: int
    seed: int
    arms: tuple[PlannedArm, ...]
    people: tuple[Balance, ...]
    strays: tuple[Stray, ...]

    @property
    def attacks(self) -> int:
        """How many attacks were drawn again."""
        return sum(sum(balance.begun) for balance in self.people)


class _Stored(NamedTuple):
    key: str
    person: int
    member: int | None
    position: int
    arm: int
    probability: float
    seed: int
    drawn_from: Sequence[int]


def plan_of(terms: "Terms") -> Plan:
    """Draw every attack on these terms again and return how the design stands: three queries."""
    arms = list(terms.arms.select_related("target").order_by("pk"))
    weights = {arm.pk: arm.weight for arm in arms}
    people, strays = [], []
    for person, stored in groupby(_stored(terms), key=lambda attack: attack.person):
        attacks = list(stored)
        people.append(_balance(person, attacks, weights))
        strays += [stray for attack in attacks for stray in _strays(attack, terms.seed, weights)]
    ended = Counter(terms.attacks.filter(state=Outcome.ENDED).values_list("arm", flat=True))
    begun = [sum(column) for column in zip(*(one.begun for one in people), strict=True)] or [0] * len(arms)
    return Plan(
        campaign=terms.campaign.slug,
        terms=terms.number,
        seed=terms.seed,
        arms=tuple(
            PlannedArm(arm.target.name, arm.weight, arm.quota, count, ended[arm.pk])
            for arm, count in zip(arms, begun, strict=True)
        ),
        people=tuple(people),
        strays=tuple(strays),
    )


def ahead(terms: "Terms", person: int, count: int) -> list[Assignment[str]]:
    """Return what a person's first `count` attacks are drawn on, as long as no arm is full."""
    arms = {arm.pk: arm for arm in terms.arms.select_related("target")}
    weighed = [(arm.pk, arm.weight) for arm in arms.values()]
    drawn = [assign(weighed, seed=terms.seed, person=person, position=place) for place in range(count)]
    return [Assignment(arms[one.arm].target.name, one.probability) for one in drawn]


def _stored(terms: "Terms") -> Iterator[_Stored]:
    rows = Attack.objects.filter(terms=terms, person__isnull=False).order_by("person", "position")
    return map(_Stored._make, rows.values_list(*_Stored._fields).iterator())


def _balance(person: int, attacks: Sequence[_Stored], weights: Mapping[int, int]) -> Balance:
    begun = Counter(attack.arm for attack in attacks)
    share: dict[int, float] = defaultdict(float)
    for attack in attacks:
        drawn = weights.keys() & set(attack.drawn_from) or weights.keys()
        for arm in drawn:
            share[arm] += weights[arm] / sum(weights[arm] for arm in drawn)
    off = max(abs(begun[arm] - share[arm]) for arm in weights)
    return Balance(person, attacks[0].member, tuple(begun[arm] for arm in weights), off)


def _strays(attack: _Stored, seed: int, weights: Mapping[int, int]) -> Iterator[Stray]:
    if not weights.keys() >= set(attack.drawn_from):
        yield Stray(attack.key, "arms drawn from")
        return
    weighed = [(arm, weights[arm]) for arm in attack.drawn_from or weights]
    drawn = assign(weighed, seed=seed, person=attack.person, position=attack.position)
    again = (*drawn, seed_of(seed, attack.person, attack.position))
    stored = (attack.arm, attack.probability, attack.seed)
    names = ("arm", "probability", "seed")
    differs = [name for name, one, other in zip(names, stored, again, strict=True) if one != other]
    if differs:
        yield Stray(attack.key, ", ".join(differs))
