"""A campaign's budget: a page for its lead."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gadfly.campaigns import actions
from gadfly.campaigns.access import Right, campaign_for
from gadfly.campaigns.forms import BudgetForm
from gadfly.campaigns.queries import balance_of
from gadfly.people.access import signed_in
from gadfly.shared.clock import now


@require_http_methods(["GET", "HEAD", "POST"])
def budget(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show what is spent and what is left, and bound it."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    balance = balance_of(campaign, now())
    sent = request.POST or None
    whole = BudgetForm(sent, budget=balance.whole, prefix="whole")
    each = BudgetForm(sent, budget=balance.each, prefix="each")
    if whole.is_valid() and each.is_valid():
        actions.bound_campaign(campaign=campaign, whole=whole.bounds(), each=each.bounds())
        return redirect("campaign-budget", key)
    context = {"campaign": campaign, "balance": balance, "whole": whole, "each": each}
    return render(request, "campaigns/budget.html", context, status=422 if sent else 200)
