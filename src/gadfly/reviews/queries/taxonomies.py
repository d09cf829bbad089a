"""Which taxonomies a campaign can use."""

from typing import TYPE_CHECKING

from django.db.models import Q

from gadfly.reviews.models import Taxonomy
from gadfly.science.reviewing.taxonomies import SHIPPED

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


def newest_taxonomies(campaign: "Campaign") -> list[Taxonomy]:
    """Return the newest version of each: those that come with Gadfly, then the campaign's own.

    What comes with Gadfly and was never used has no row yet.
    """
    newest = {
        (None, one.name): Taxonomy(name=one.name, version=one.version, tags=list(one.tags)) for one in SHIPPED
    }
    rows = Taxonomy.objects.filter(Q(campaign=None) | Q(campaign=campaign)).order_by("version", "pk")
    return list((newest | {(row.campaign_id, row.name): row for row in rows}).values())
