"""A person's limits and caps, and a campaign's caps. All of them hold from the next item on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gadfly.science.care.dose import Caps
from gadfly.science.care.limits import Level, same
from gadfly.shared.durable import durable
from gadfly.wellbeing.models import LONGEST_TOPIC, Cap, Limit

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person


def set_limits(*, person: "Person", levels: Mapping[str, Level]) -> int:
    """Keep what the person says of these topics; of others what they said before stays. Return how many."""
    with durable():
        for topic, level in levels.items():
            name = topic.strip()[:LONGEST_TOPIC]
            if level is Level.YES:
                Limit.objects.filter(person=person, plain=same(name)).delete()
            else:
                Limit.objects.update_or_create(
                    person=person, plain=same(name), defaults={"topic": name, "level": level.value}
                )
        return Limit.objects.filter(person=person).count()


def set_own_cap(*, person: "Person", caps: Caps) -> Cap:
    """Keep how many minutes a day and a week the person takes on at most. The house's caps hold as well."""
    with durable():
        row, _ = Cap.objects.update_or_create(person=person, defaults=caps._asdict())
    return row


def set_campaign_cap(*, campaign: "Campaign", caps: Caps) -> Cap:
    """Keep how many minutes a day and a week of this campaign anybody may see."""
    with durable():
        row, _ = Cap.objects.update_or_create(campaign=campaign, defaults=caps._asdict())
    return row
