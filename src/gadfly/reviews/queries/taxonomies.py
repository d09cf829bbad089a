"""Which taxonomies a campaign can use."""

from typing import TYPE_CHECKING

from django.db.models import Q

from gadfly.reviews.models import Taxonomy

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


def newest_taxonomies(campaign: "Campaign") -> list[Taxonomy]:
    """Return the newest version of each: those that come with Gadfly, then the campaign's own."""
    rows = Taxonomy.objects.filter(Q(campaign=None) | Q(campaign=campaign)).order_by("version")
    newest = {(row.campaign_id, row.name): row for row in rows}
    return sorted(newest.values(), key=lambda row: (row.campaign_id is not None, row.pk))
