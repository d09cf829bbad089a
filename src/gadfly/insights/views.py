"""A campaign's report, for its lead."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gadfly.campaigns.access import Right, campaign_for
from gadfly.insights import actions
from gadfly.insights.choice import choice_of
from gadfly.insights.queries import picture_of, telling_of
from gadfly.insights.tasks import make_report
from gadfly.people.access import signed_in
from gadfly.shared.clock import now


@require_safe
def insights(request: HttpRequest, key: str) -> HttpResponse:
    """Show the newest report, and have a worker look whether there is more to tell."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    choice = choice_of(dict(request.GET.lists()))
    report, due = actions.ask_report(campaign=campaign, choice=choice.query, at=now())
    if due:
        make_report.enqueue(report.pk)
    context = {"campaign": campaign, "telling": telling_of(report, choice)}
    return render(request, "insights/insights.html", context)


@require_safe
def chart(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Give a chart of the report as SVG."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    svg = picture_of(campaign, choice_of(dict(request.GET.lists())), name)
    if svg is None:
        raise Http404
    return HttpResponse(svg, content_type="image/svg+xml")
