"""A campaign's pages for its lead: found it, write its terms, open it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gadfly.campaigns import actions
from gadfly.campaigns.access import Right, campaign_for
from gadfly.campaigns.forms import TermsForm, TitleForm
from gadfly.campaigns.models import Campaign
from gadfly.campaigns.queries import accepts_attacks, missing, newest_terms, overview_of
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Found a campaign by its title."""
    person = signed_in(request)
    if not person.may_found_campaigns:
        raise Http404
    form = TitleForm(request.POST or None)
    if form.is_valid():
        campaign = actions.found_campaign(person=person, title=form.cleaned_data["title"], at=now())
        return redirect("campaign-terms", campaign.key)
    return render(request, "campaigns/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
def campaign(request: HttpRequest, key: str) -> HttpResponse:
    """Show where the campaign stands and what it lacks."""
    return _overview(request, campaign_for(signed_in(request), key, to=Right.LEAD))


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, key: str) -> HttpResponseBase:
    """Write the next version of the terms. What is incomplete is saved and said, not refused."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    newest = newest_terms(campaign)
    form = TermsForm(request.POST or None, campaign=campaign, terms=newest)
    if form.is_valid():
        title = form.cleaned_data.get("title", "")
        actions.revise_terms(campaign=campaign, wish=form.wish(), title=title)
        return redirect("campaign", key)
    context = {
        "campaign": campaign,
        "terms": newest,
        "form": form,
        "arms": newest.arms.select_related("target").order_by("pk"),
        "missing": missing(newest, now()),
    }
    return render(request, "campaigns/terms.html", context, status=422 if form.is_bound else 200)


@require_POST
def open_(request: HttpRequest, key: str) -> HttpResponseBase:
    """Open the campaign on its newest terms, which freeze."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    try:
        actions.open_campaign(campaign=campaign, at=now())
    except Refusal as refusal:
        return _overview(request, campaign, refusal)
    return redirect("campaign", key)


def _overview(request: HttpRequest, campaign: Campaign, refusal: Refusal | None = None) -> HttpResponse:
    at = now()
    context = {
        "campaign": campaign,
        "overview": overview_of(campaign, at, counted="count" in request.GET),
        "accepts": accepts_attacks(campaign, at),
        "refusal": refusal,
        "at": at,
    }
    return render(request, "campaigns/campaign.html", context, status=refusal.status if refusal else 200)
