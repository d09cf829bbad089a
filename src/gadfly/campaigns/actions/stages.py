"""A campaign opens on complete terms, which freeze; and closes."""

from datetime import datetime

from gadfly.campaigns.models import Campaign, Stage, Terms
from gadfly.campaigns.queries import missing, newest_terms
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal


def open_campaign(*, campaign: Campaign, at: datetime) -> Terms:
    """Freeze the newest terms and put them in force; return them.

    Opens a draft, opens a closed campaign again, or brings an open one on its next version. Raises
    Refusal while something is missing.
    """
    with durable():
        Campaign.objects.select_for_update().get(pk=campaign.pk)  # nobody revises meanwhile
        terms = newest_terms(campaign)
        gaps = missing(terms, at)
        if gaps:
            raise Refusal(f"It cannot open yet. {gaps[0].sentence}")
        if terms.frozen_at is None:
            terms.frozen_at = at
            terms.save(update_fields=["frozen_at"])
        campaign.terms, campaign.stage = terms, Stage.OPEN
        campaign.save(update_fields=["terms", "stage"])
    return terms


def close_campaign(*, campaign: Campaign) -> Campaign:
    """Close the campaign: it takes no more attacks. A draft, or one that is closed, stays as it is."""
    with durable():
        if Campaign.objects.filter(pk=campaign.pk, stage=Stage.OPEN).update(stage=Stage.CLOSED):
            campaign.stage = Stage.CLOSED
    return campaign
