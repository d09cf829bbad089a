"""What a draft of the terms can show, before it opens."""

from dataclasses import dataclass

from gadfly.campaigns.models import SeatRole, Terms
from gadfly.science.power import Assumptions, Outlook, outlook

PEOPLE, ATTACKS = 20, 10
"""What is expected until a lead says otherwise: red teamers, where none has a seat, and attacks of each."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What can be shown; and the arms that are too small, each with the attacks expected on it."""

    outlook: Outlook
    small: tuple[tuple[str, int], ...]

    @property
    def all_small(self) -> bool:
        """Whether no arm is large enough."""
        return len(self.small) == len(self.outlook.expected)


def prospect_of(
    terms: Terms, *, people: int, attacks: int = ATTACKS, assuming: Assumptions | None = None
) -> Prospect | None:
    """Return what these terms can show to so many people; None while there is no arm: one query."""
    arms = list(terms.arms.select_related("target").order_by("pk"))
    if not arms:
        return None
    found = outlook(
        [arm.weight for arm in arms],
        people=people,
        attacks=attacks,
        quotas=[arm.quota for arm in arms],
        assuming=assuming,
    )
    told = zip(arms, found.expected, found.small, strict=True)
    return Prospect(found, tuple((arm.target.name, round(count)) for arm, count, small in told if small))


def people_expected(terms: Terms) -> int:
    """Return how many red teamers have a seat; a usual number while none has."""
    return terms.campaign.seats.filter(role=SeatRole.RED_TEAMER, left_at=None).count() or PEOPLE
