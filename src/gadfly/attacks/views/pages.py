"""Reading attacks: the lead's table, and a red teamer's own. One in full stands with its reviews."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gadfly.attacks.access import own_attacks
from gadfly.attacks.paging import Order, page_of
from gadfly.attacks.tables import UnknownChoice, choice_of, table_of
from gadfly.campaigns.access import Right as CampaignRight
from gadfly.campaigns.access import campaign_for
from gadfly.people.access import signed_in


@require_safe
def attacks(request: HttpRequest, key: str) -> HttpResponse:
    """Show a campaign's attacks to its lead, filtered and sorted."""
    campaign = campaign_for(signed_in(request), key, to=CampaignRight.LEAD)
    choice = choice_of(dict(request.GET.lists()))
    context = {"campaign": campaign, "table": table_of(campaign, choice)}
    return render(request, "attacks/attacks.html", context)


@require_safe
def my_attacks(request: HttpRequest) -> HttpResponse:
    """Show a person's own attacks, newest first."""
    own = own_attacks(signed_in(request))
    choice = choice_of(dict(request.GET.lists()), known=("after", "before"))
    after, before = (own.filter(key=key).first() if key else None for key in (choice.after, choice.before))
    if (choice.after and not after) or (choice.before and not before):
        message = "That page is not there any more. Begin at the first."
        raise UnknownChoice(message)
    page = page_of(own.select_related("campaign").defer("origin"), Order(), after=after, before=before)
    return render(request, "attacks/mine.html", {"page": page})
