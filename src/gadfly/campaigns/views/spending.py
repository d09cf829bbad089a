"""Budgets: of a campaign, for its lead; of an endpoint, for leads and managers."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gadfly.campaigns import actions
from gadfly.campaigns.access import Right, campaign_for, endpoint_for
from gadfly.campaigns.forms import BudgetForm
from gadfly.campaigns.queries import balance_of, budget_of, spending_of
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


@require_http_methods(["GET", "HEAD", "POST"])
def endpoint_budget(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show what all campaigns together took of an endpoint, and bound it."""
    endpoint = endpoint_for(signed_in(request), key)
    form = BudgetForm(request.POST or None, budget=budget_of(endpoint), prefix="whole")
    if form.is_valid():
        actions.bound_endpoint(endpoint=endpoint, bounds=form.bounds())
        return redirect("endpoint", key)
    context = {"endpoint": endpoint, "lines": spending_of(endpoint, now()), "form": form}
    return render(request, "campaigns/endpoint_budget.html", context, status=422 if form.is_bound else 200)
