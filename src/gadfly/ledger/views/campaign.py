"""What a campaign pays, what it owes, and what people say is wrong with their time."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gadfly.campaigns.access import campaign_to_pay
from gadfly.ledger import actions
from gadfly.ledger.access import correction_in, manages
from gadfly.ledger.floors import floors_or_none
from gadfly.ledger.forms import DecisionForm, RateForm
from gadfly.ledger.queries import card_of, corrections_in, due_in, statements_in
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.shared.refusal import NotValid, Refusal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_pay(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show what is paid and owed; put a rate in force."""
    person = signed_in(request)
    campaign = campaign_to_pay(person, key)
    form = RateForm(request.POST if request.method == "POST" else None, card=card_of(campaign))
    if not form.is_valid():
        return _page(request, campaign, form=form, status=422 if form.is_bound else 200)
    rate = form.cleaned_data["rate"]
    floor = floors_or_none().lowest(rate.currency)
    try:
        actions.set_card(campaign=campaign, rate=rate, floor=floor, by=person, at=now())
    except Refusal as refusal:
        form.add_error("hourly", str(refusal))
        return _page(request, campaign, form=form, status=refusal.status)
    return redirect("campaign-pay", key)


@require_POST
def campaign_statements(request: HttpRequest, key: str) -> HttpResponseBase:
    """Draft a statement for everybody with time that stands on none."""
    person = signed_in(request)
    campaign = campaign_to_pay(person, key)
    try:
        actions.draw_statements(campaign=campaign, floors=floors_or_none(), by=person, at=now())
    except Refusal as refusal:
        return _page(request, campaign, refusal=refusal, status=refusal.status)
    return redirect("campaign-pay", key)


@require_POST
def campaign_correction(request: HttpRequest, key: str) -> HttpResponseBase:
    """Grant or decline a correction."""
    person = signed_in(request)
    campaign = campaign_to_pay(person, key)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise NotValid("This page is out of date. Reload it and choose again.")
    correction = correction_in(campaign, form.cleaned_data["correction"])
    granted = form.cleaned_data["act"] == "grant"
    try:
        actions.decide_correction(correction=correction, granted=granted, by=person, at=now())
    except Refusal as refusal:
        return _page(request, campaign, refusal=refusal, status=refusal.status)
    return redirect("campaign-pay", key)


def _page(
    request: HttpRequest, campaign: "Campaign", *, status: int, form: RateForm | None = None, **said: object
) -> HttpResponse:
    card = card_of(campaign)
    context = {
        "campaign": campaign,
        "card": card,
        "form": form or RateForm(card=card),
        "dues": due_in(campaign, card, floors_or_none()),
        "statements": statements_in(campaign),
        "corrections": corrections_in(campaign),
        "manages": manages(signed_in(request)),
        **said,
    }
    return render(request, "ledger/campaign.html", context, status=status)
