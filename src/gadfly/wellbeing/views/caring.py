"""Pages of who cares for others: the manager's help, the lead's caps and trend, the steward's alarms."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gadfly.campaigns.access import Right, campaign_for
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.wellbeing import actions, queries
from gadfly.wellbeing.access import as_manager, as_steward
from gadfly.wellbeing.feelings import FEELINGS
from gadfly.wellbeing.forms import CapsForm, CareForm, SeenForm


@require_http_methods(["GET", "HEAD", "POST"])
def care(request: HttpRequest) -> HttpResponseBase:
    """Let a manager write the help lines and name the well-being contact."""
    as_manager(signed_in(request))
    row = queries.care()
    filled = {"lines": row.lines, "contact": row.contact.email if row.contact else ""}
    form = CareForm(request.POST if request.method == "POST" else None, initial=filled)
    if form.is_valid():
        actions.set_care(lines=form.cleaned_data["lines"], contact=form.cleaned_data["contact"])
        return redirect("care")
    return render(request, "wellbeing/care.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_care(request: HttpRequest, key: str) -> HttpResponseBase:
    """Let a lead cap what anybody sees of the campaign, and show how its people feel, from five on."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    caps = queries.caps_of(campaign=campaign)
    form = CapsForm(request.POST if request.method == "POST" else None, initial=caps._asdict())
    if form.is_valid():
        actions.set_campaign_cap(campaign=campaign, caps=form.caps())
        return redirect("campaign-care", key)
    blocks = queries.trend_of(campaign)
    rows = [(feeling, [block.means[feeling] for block in blocks]) for feeling in FEELINGS]
    context = {"campaign": campaign, "form": form, "blocks": blocks, "rows": rows}
    return render(request, "wellbeing/trend.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def alarms(request: HttpRequest) -> HttpResponseBase:
    """Show a steward what crossed the hard line, never the words; mark one as seen to."""
    as_steward(signed_in(request))
    form = SeenForm(request.POST)
    if form.is_valid():
        if not actions.see_to_alarm(key=form.cleaned_data["alarm"], at=now()):
            raise Http404
        return redirect("alarms")
    return render(request, "wellbeing/alarms.html", {"alarms": queries.alarms()})
