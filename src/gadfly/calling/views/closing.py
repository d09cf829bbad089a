"""Closing a campaign: here, where attacks and promised hours are known and a campaign knows of neither."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from gadfly.attacks.actions import leave_open_attacks
from gadfly.attacks.tasks import score_attack
from gadfly.calling.actions import release
from gadfly.campaigns.access import Right, campaign_for
from gadfly.campaigns.actions import close_campaign
from gadfly.people.access import signed_in
from gadfly.shared.clock import now


@require_POST
def close(request: HttpRequest, key: str) -> HttpResponseBase:
    """Close the campaign; open attacks stay as they are, marked as left, and hours not worked are free."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    close_campaign(campaign=campaign)
    leave_open_attacks(campaign=campaign, at=now(), scoring=score_attack.enqueue)
    release(campaign=campaign)
    return redirect("campaign", key)
