"""On how many people a campaign's attacks lie, and how many of those bring a new perspective."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from gadfly.science.concentration import Concentration, concentration_of

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

COUNTED = ("ended", "left")


@dataclass(frozen=True, slots=True)
class Spread:
    """How uneven counted attacks are over their authors; shares are percentages.

    `newcomers` of the `known` authors attacked in no other campaign; None where no author is known.
    """

    of: Concentration
    top_one: int
    top_five: int
    newcomers: int | None
    known: int
    new_attacks: int
    """The newcomers' share of the attacks whose authors are known."""
    unknown: int
    """Attacks that were imported: their members are numbers."""


def spread_in(campaign: "Campaign") -> Spread:
    """Return the spread of the campaign's counted attacks: two queries."""
    attacks = campaign.attacks.filter(state__in=COUNTED).order_by()
    rows = list(attacks.values_list("person", "member").annotate(count=Count("pk")))
    made: Counter[int] = Counter()
    for person, _, count in rows:
        if person is not None:
            made[person] += count
    strangers = [count for person, member, count in rows if person is None and member is not None]
    elsewhere = campaign.attacks.model.objects.filter(person__in=list(made)).exclude(campaign=campaign)
    fresh = set(made) - set(elsewhere.order_by().values_list("person", flat=True).distinct())
    of = concentration_of([*made.values(), *strangers])
    known = sum(made.values())
    return Spread(
        of=of,
        top_one=round(100 * of.top_one),
        top_five=round(100 * of.top_five),
        newcomers=len(fresh) if made else None,
        known=len(made),
        new_attacks=round(100 * sum(made[who] for who in fresh) / known) if known else 0,
        unknown=sum(count for person, _, count in rows if person is None),
    )
