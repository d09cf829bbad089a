"""What people have said of topics, and the topics they may say it of."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from gadfly.campaigns.access import Right, seats_of
from gadfly.science.care.limits import Level, same
from gadfly.science.reviewing.taxonomies import SHIPPED
from gadfly.wellbeing.models import Limit

if TYPE_CHECKING:
    from gadfly.people.models import Person

NO_TOPIC = ("Other", "N/A - Invalid attempt")
"""Tags that name no topic."""


def limits_of(person: "Person | int") -> dict[str, Level]:
    """Return the person's limits by plain topic; what is absent they take on in full. One query."""
    rows = Limit.objects.filter(person=person).values_list("plain", "level")
    return {plain: Level(level) for plain, level in rows}


def limits_among(people: Collection[int]) -> dict[int, Mapping[str, Level]]:
    """Return the limits of those of the people who have any, by person: one query."""
    found: dict[int, dict[str, Level]] = defaultdict(dict)
    for person, plain, level in Limit.objects.filter(person__in=people).values_list(
        "person", "plain", "level"
    ):
        found[person][plain] = Level(level)
    return dict(found)


def topics_for(person: "Person") -> list[str]:
    """Return the topics the person may limit: of the taxonomies, of their campaigns, and those they did."""
    seats = seats_of(person, Right.SEE).values_list("campaign__terms__topics", flat=True)
    own = Limit.objects.filter(person=person).order_by("plain").values_list("topic", flat=True)
    named = [tag for one in SHIPPED for tag in one.tags if tag not in NO_TOPIC]
    once: dict[str, str] = {}
    for topic in [*(topic for topics in seats for topic in topics or ()), *named, *own]:
        once.setdefault(same(topic), topic)
    return list(once.values())


def levels_of(person: "Person") -> list[tuple[str, Level]]:
    """Return each topic the person may limit with what they have said of it."""
    limits = limits_of(person)
    return [(topic, limits.get(same(topic), Level.YES)) for topic in topics_for(person)]
