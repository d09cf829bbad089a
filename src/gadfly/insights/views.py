"""A campaign's report and map, for its lead."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gadfly.campaigns.access import Right, campaign_for, campaigns_led_by
from gadfly.insights import actions
from gadfly.insights.choice import choice_of
from gadfly.insights.contrast import contrast_of
from gadfly.insights.queries import behind_view, contrast_view, file_of, map_view, picture_of, telling_of
from gadfly.insights.tasks import draw_map, make_report
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
def behind(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Show the attacks that a figure of the report rests on."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    view = behind_view(campaign, name, dict(request.GET.lists()))
    if view is None:
        raise Http404
    return render(request, "insights/behind.html", {"campaign": campaign, "view": view})


@require_safe
def compare(request: HttpRequest, key: str) -> HttpResponse:
    """Show a campaign, or an arm of it, beside another; a worker compares them."""
    person = signed_in(request)
    campaign = campaign_for(person, key, to=Right.LEAD)
    contrast = contrast_of(dict(request.GET.lists()))
    other = campaign_for(person, contrast.other or key, to=Right.LEAD)
    report = None
    if campaign != other or contrast.first != contrast.second:
        report, due = actions.ask_report(campaign=campaign, other=other, choice=contrast.query, at=now())
        if due:
            make_report.enqueue(report.pk)
    view = contrast_view(campaigns_led_by(person), campaign, other, contrast, report)
    return render(request, "insights/compare.html", {"campaign": campaign, "view": view})


@require_safe
def chart(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Give a chart of the report as SVG."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    svg = picture_of(campaign, choice_of(dict(request.GET.lists())), name)
    if svg is None:
        raise Http404
    return HttpResponse(svg, content_type="image/svg+xml")


@require_safe
def atlas(request: HttpRequest, key: str) -> HttpResponse:
    """Show the newest map, and have a worker look whether attacks came that it lacks."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    view = map_view(campaign, dict(request.GET.lists()))
    if view.drawn is not None and actions.ask_renewal(newest=view.drawn, at=now()):
        draw_map.enqueue(view.drawn.pk)
    return render(request, "insights/map.html", {"campaign": campaign, "view": view})


@require_POST
def draw(request: HttpRequest, key: str) -> HttpResponseBase:
    """Have a worker draw a new map."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    draw_map.enqueue(actions.ask_map(campaign=campaign, at=now()).pk)
    return redirect("map", key)


@require_safe
def map_file(request: HttpRequest, key: str, stamp: str, name: str) -> HttpResponse:
    """Give a file that the painter reads."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    content = file_of(campaign, stamp, name)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="application/octet-stream")
