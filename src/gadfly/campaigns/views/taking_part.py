"""The first page, and a campaign's brief: for who takes part."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gadfly.campaigns import actions
from gadfly.campaigns.access import Right, campaign_for
from gadfly.campaigns.forms import AgreeForm
from gadfly.campaigns.queries import (
    accepts_attacks,
    agreed_at,
    allowance_of,
    calls_waiting,
    own_attacks_in,
    work_of,
)
from gadfly.network.queries import waiting_for
from gadfly.people.access import signed_in
from gadfly.shared.clock import now


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person; to a stranger, what Gadfly is."""
    if not request.user.is_authenticated:
        return render(request, "campaigns/welcome.html")
    person, at = signed_in(request), now()
    context = {
        "work": work_of(person, at),
        "to_sign": waiting_for(person, at),
        "calls": calls_waiting(person, at),
        "at": at,
    }
    return render(request, "campaigns/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def brief(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show the brief and the warning, and take the agreement to them."""
    person = signed_in(request)
    campaign = campaign_for(person, key, to=Right.ATTACK)
    terms, at = campaign.terms, now()
    if terms is None:  # a draft, which exists for its leads alone
        raise Http404
    form = AgreeForm(request.POST or None, terms=terms)
    if form.is_valid():
        actions.agree(person=person, terms=terms, at=at)
        return redirect("attack-new" if accepts_attacks(campaign, at) else "brief", key)
    changed = "version" in form.errors
    attacks = own_attacks_in(campaign, person)
    context = {
        "campaign": campaign,
        "terms": terms,
        "agreed_at": agreed_at(person, terms),
        "accepts": accepts_attacks(campaign, at),
        "allowance": allowance_of(campaign, person, at),
        "soon": terms.opens_at if terms.opens_at and terms.opens_at > at else None,
        "attacks": attacks,
        "current": next((attack for attack in attacks if attack.state == "open"), None),
        "form": AgreeForm(terms=terms) if changed else form,
        "changed": changed,
    }
    return render(request, "campaigns/brief.html", context, status=422 if form.is_bound else 200)
