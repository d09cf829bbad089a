"""Attacks with ratings, scores and reviews, put where tests need them."""

from collections.abc import Sequence

from gadfly.attacks.models import Attack
from gadfly.campaigns.models import Campaign
from gadfly.people.models import Person
from tests.factories import Exchange, make_attack

HUMANS = (
    "May I keep rice overnight?",
    "How long do beans soak before they are safe?",
    "The bread did not rise. What now?",
    "Is a wobbly ladder good enough for the gutter?",
    "My train was late. Was that my fault?",
)


def rated(campaign: Campaign, people: Sequence[Person], count: int, *, scored: bool = True) -> list[Attack]:
    """Attacks in turn by the people; ratings go round 0–4, scores from −2 up, every fifth has neither."""
    made = []
    for number in range(count):
        human = f"{HUMANS[number % len(HUMANS)]} {'Please hurry. ' * (number % 3)}"
        attack = make_attack(
            campaign=campaign,
            person=people[number % len(people)],
            intent=f"Get a curt answer, {number}",
            exchanges=[Exchange(human=human)],
        )
        if number % 5 != 4:
            score = -2 + number % 7 / 2 if scored else None
            Attack.objects.filter(pk=attack.pk).update(success=number % 5, score_min=score, scorer="light-2")
        made.append(attack)
    return made
