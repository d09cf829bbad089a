"""The design of a study: a page for its lead."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gadfly.campaigns.access import Right, campaign_for
from gadfly.campaigns.actions.design import lay_out
from gadfly.campaigns.columns import KINDS
from gadfly.campaigns.forms import DesignForm, ExpectedForm
from gadfly.campaigns.models import Terms
from gadfly.campaigns.queries import newest_terms
from gadfly.campaigns.queries.grid import grid_of
from gadfly.campaigns.queries.prospect import ATTACKS, Prospect, people_expected, prospect_of
from gadfly.people.access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def design(request: HttpRequest, key: str) -> HttpResponseBase:
    """Lay the design out as a grid, and say what it can show. To add a column saves nothing yet."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    newest = newest_terms(campaign)
    add = request.POST.get("kind", "") if request.POST.get("act") == "add" else ""
    form = DesignForm(
        request.POST or None,
        grid=grid_of(newest),
        candidates=newest.candidates,
        add=add if add in KINDS else "",
    )
    expected = _expected(request, newest)
    if form.is_valid() and expected.is_valid():
        lay_out(campaign=campaign, grid=form.grid())
        return redirect(f"{reverse('campaign-design', args=[key])}?{urlencode(expected.cleaned_data)}#shows")
    context = {
        "campaign": campaign,
        "terms": newest,
        "form": form,
        "expected": expected,
        "prospect": _prospect(newest, expected),
        "kinds": KINDS,
    }
    return render(request, "campaigns/design.html", context, status=422 if form.is_bound else 200)


def _expected(request: HttpRequest, terms: Terms) -> ExpectedForm:
    """Return what the lead expects: as sent, as it stands in the address after saving, or what is usual."""
    asked = request.GET if "people" in request.GET else None
    return ExpectedForm(request.POST or asked, initial={"people": people_expected(terms), "attacks": ATTACKS})


def _prospect(terms: Terms, expected: ExpectedForm) -> Prospect | None:
    if expected.errors:
        return None
    said = expected.cleaned_data if expected.is_bound else expected.initial
    return prospect_of(terms, people=said["people"], attacks=said["attacks"], assuming=expected.assumptions())
