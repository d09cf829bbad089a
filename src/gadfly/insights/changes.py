"""In which state a campaign's attacks and reviews are: a name that is another one after any change."""

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, Sum

from gadfly import __version__

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

FORMAT = 1
"""Of what is kept: another number, and all of it is made anew."""
_REVIEW = "items__assignments__reviews"


def change_of_both(campaign: "Campaign", other: "Campaign") -> str:
    """Return the name of the state that two campaigns are in."""
    return sha256(repr((change_of(campaign), change_of(other))).encode()).hexdigest()[:32]


def change_of(campaign: "Campaign") -> str:
    """Return the name: two queries that look at every attack, so for a worker and not for a page."""
    over = campaign.attacks.exclude(state="open").aggregate(
        Count("pk"),
        Max("pk"),
        Max("ended_at"),
        Max("reported_at"),
        Count("success"),
        Sum("success"),
        Count("score_min"),
        Sum("score_min"),
        Max("scorer"),
        Count("scorer", distinct=True),
        Sum("turn_count"),
        skipped=Count("pk", filter=Q(state="skipped")),
    )
    reviews = campaign.batches.aggregate(
        Count(_REVIEW),
        Max(f"{_REVIEW}__submitted_at"),
        Sum(f"{_REVIEW}__success"),
        Sum(f"{_REVIEW}__revision"),
    )
    rounded = {name: round(value, 6) if isinstance(value, float) else value for name, value in over.items()}
    return sha256(repr((FORMAT, __version__, rounded, reviews)).encode()).hexdigest()[:32]
