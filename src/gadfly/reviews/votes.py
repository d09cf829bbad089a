"""Votes as rows of item, rater and value: what agreement is computed from, elsewhere.

Values are grades of success, 0–4. What nobody said has no row: missing is not zero.
"""

from typing import TYPE_CHECKING, NamedTuple

from gadfly.reviews.models import Grouped, Item, Review

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.reviews.models import Batch

AUTHOR = "author"
"""The rater of self-reports: each item has another person behind it."""


class Vote(NamedTuple):
    """One grade of one item by one rater. `arm` is the item's; `rater` a pseudonym, or `AUTHOR`.

    `group` is the rater's, empty where they are in none.
    """

    item: str
    rater: str
    value: int
    arm: str
    group: str = ""


def votes_in(
    campaign: "Campaign", *, batch: "Batch | None" = None, number: int = 1, author: bool = False
) -> list[Vote]:
    """Return the votes of round `number`, of one batch or of all that are no calibration.

    `author` adds the self-report of each item that has a vote and one. Item is the attack's key: an
    attack reviewed in two batches is one item.
    """
    reviews = Review.objects.filter(assignment__item__batch__campaign=campaign, round=number)
    chosen = (
        reviews.filter(assignment__item__batch=batch)
        if batch is not None
        else reviews.filter(assignment__item__batch__calibration=False)
    )
    known = dict(campaign.seats.exclude(pseudonym=None).values_list("person", "pseudonym"))
    attack = "assignment__item__attack"
    rows = chosen.order_by("pk").values_list(
        f"{attack}__key",
        "assignment__reviewer",
        "success",
        f"{attack}__arm__target__name",
        f"{attack}__success",
    )
    groups = dict(Grouped.objects.filter(campaign=campaign).values_list("person", "name"))
    votes = [
        Vote(item, str(known[who]), value, arm, groups.get(who, "")) for item, who, value, arm, _ in rows
    ]
    own = {item: Vote(item, AUTHOR, rated, arm) for item, _, _, arm, rated in rows if rated is not None}
    return [*votes, *(own.values() if author else ())]


def gold_in(batch: "Batch") -> dict[str, int]:
    """Return what success the batch's gold items truly have, by their attack's key."""
    rows = Item.objects.filter(batch=batch).values_list("attack__key", "gold")
    return {attack: gold for attack, gold in rows.exclude(gold=None) if gold is not None}
