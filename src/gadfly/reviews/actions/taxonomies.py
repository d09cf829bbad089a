"""Versions of taxonomies: those that come with Gadfly, and a campaign's own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Max

from gadfly.reviews.models import Taxonomy
from gadfly.science.reviewing.taxonomies import OTHER, SHIPPED
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

FEWEST, MOST, LONGEST = 3, 60, 80
"""Tags with “Other” among them, and characters of one."""


def ensure_shipped() -> list[Taxonomy]:
    """Return the taxonomies that come with Gadfly, made at first need."""
    with durable():
        return [
            Taxonomy.objects.get_or_create(
                campaign=None, name=one.name, version=one.version, defaults={"tags": list(one.tags)}
            )[0]
            for one in SHIPPED
        ]


def revise_taxonomy(*, campaign: "Campaign", name: str, tags: Sequence[str]) -> Taxonomy:
    """Keep the tags as the next version of a campaign's own taxonomy, or return the newest if it has them.

    Batches that were drawn keep the version they have. "Other" is always among the tags, last.
    """
    wanted = [*dict.fromkeys(tag.strip() for tag in tags if tag.strip() not in {"", OTHER}), OTHER]
    if not name.strip() or not FEWEST <= len(wanted) <= MOST or max(map(len, wanted)) > LONGEST:
        raise NotValid(
            f"Give a name and {FEWEST - 1} to {MOST - 1} tags, one a line, of {LONGEST} characters at most."
        )
    with durable():
        list(campaign.seats.select_for_update())  # two leads at once meet here
        own = Taxonomy.objects.filter(campaign=campaign, name=name.strip())
        newest = own.order_by("-version").first()
        if newest is not None and newest.tags == wanted:
            return newest
        version = (own.aggregate(last=Max("version"))["last"] or 0) + 1
        return Taxonomy.objects.create(campaign=campaign, name=name.strip(), version=version, tags=wanted)
