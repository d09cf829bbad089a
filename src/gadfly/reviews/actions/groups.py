"""Groups of reviewers, as domain experts and a crowd: agreement is then also measured within each."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gadfly.reviews.models import LONGEST_GROUP, Grouped
from gadfly.reviews.pool import reviewers_of
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


def set_groups(*, campaign: "Campaign", groups: Mapping[int, str]) -> dict[int, str]:
    """Keep which group each of these reviewers is in, "" for none; return who is in one.

    Who is not named stays as they are. Raises NotValid for a name that is too long, and for somebody
    without a reviewer's seat.
    """
    names = {person: " ".join(name.split()) for person, name in groups.items()}
    if any(len(name) > LONGEST_GROUP for name in names.values()):
        raise NotValid(f"A group’s name has {LONGEST_GROUP} characters at most. Shorten it.")
    if not set(names) <= set(reviewers_of(campaign)):
        raise NotValid("Somebody here holds no reviewer’s seat any more. Reload the page and give it again.")
    with durable():
        for person, name in names.items():
            if name:
                Grouped.objects.update_or_create(campaign=campaign, person_id=person, defaults={"name": name})
            else:
                Grouped.objects.filter(campaign=campaign, person=person).delete()
        return dict(Grouped.objects.filter(campaign=campaign).values_list("person", "name"))
