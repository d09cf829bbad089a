"""Preference models: pages for leads and managers. Versions side by side, one card, a next campaign."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gadfly.campaigns import actions
from gadfly.campaigns.access import Right, scorer_for, seats_of
from gadfly.campaigns.models import Campaign
from gadfly.campaigns.queries import scorer_view, scorer_views, taught
from gadfly.campaigns.queries.cards import parts_of
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal


@require_safe
def scorers(request: HttpRequest) -> HttpResponse:
    """List the scorers, their versions side by side."""
    scorer_for(signed_in(request))
    return render(request, "campaigns/scorers.html", {"views": scorer_views()})


@require_safe
def scorer(request: HttpRequest, key: str) -> HttpResponse:
    """Show one scorer's card, and which pairs taught it."""
    person = signed_in(request)
    scorer_for(person)
    view = scorer_view(key)
    if view is None:
        raise Http404
    context = {
        "view": view,
        "parts": parts_of(view.card),
        "taught": taught(view.row, person) if view.row else None,
    }
    return render(request, "campaigns/scorer.html", context)


@require_POST
def following(request: HttpRequest, key: str) -> HttpResponseBase:
    """Found the next campaign: like the one that taught the scorer, with it as an arm."""
    person = signed_in(request)
    row = scorer_for(person, key)
    led = seats_of(person, Right.LEAD).values("campaign")
    after = Campaign.objects.filter(lessons__scorer=row, pk__in=led).select_related("terms").last()
    if row is None or after is None:
        raise Refusal("Lead one of the campaigns that taught this model, or lay a design out by hand.")
    made = actions.found_next(scorer=row, person=person, after=after, at=now())
    return redirect("campaign-design", made.key)
