"""Reading attacks: the lead's table and one attack in full, and a red teamer's own."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gadfly.attacks import actions
from gadfly.attacks.access import Right, attack_for, own_attacks
from gadfly.attacks.paging import Order, page_of
from gadfly.attacks.reading import neighbours_of, reading_of
from gadfly.attacks.tables import UnknownChoice, choice_of, table_of
from gadfly.campaigns.access import Right as CampaignRight
from gadfly.campaigns.access import campaign_for
from gadfly.people.access import signed_in
from gadfly.shared.clock import now


@require_safe
def attacks(request: HttpRequest, key: str) -> HttpResponse:
    """Show a campaign's attacks to its lead, filtered and sorted."""
    campaign = campaign_for(signed_in(request), key, to=CampaignRight.LEAD)
    choice = choice_of(dict(request.GET.lists()))
    context = {"campaign": campaign, "table": table_of(campaign, choice)}
    return render(request, "attacks/attacks.html", context)


@require_safe
def attack_read(request: HttpRequest, key: str) -> HttpResponse:
    """Show one attack to the lead of its campaign."""
    attack = attack_for(signed_in(request), key, to=Right.READ)
    newer, older = neighbours_of(attack)
    context = {"attack": attack, "reading": reading_of(attack), "newer": newer, "older": older}
    return render(request, "attacks/attack_read.html", context)


@require_POST
def attack_read_alarm(request: HttpRequest, key: str) -> HttpResponseBase:
    """Report that an attack crosses the hard line: it is given to no reviewer any more."""
    person = signed_in(request)
    actions.report_crossing(attack=attack_for(person, key, to=Right.READ), by=person.pk, at=now())
    return redirect("rest")


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
