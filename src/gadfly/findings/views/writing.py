"""Findings for who writes them and who leads: listed, written up, read, brought a step further."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gadfly.findings import actions
from gadfly.findings.access import attacks_for, campaign_of, finding_for, findings_for, leads
from gadfly.findings.actions.writing import Writing
from gadfly.findings.course import State
from gadfly.findings.forms import FindingForm
from gadfly.findings.queries import MOST
from gadfly.findings.views.page import finding_page, step_form
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal


@require_safe
def findings(request: HttpRequest, key: str) -> HttpResponse:
    """List the findings of a campaign that the person may see, newest first."""
    person = signed_in(request)
    campaign = campaign_of(person, key)
    seen = findings_for(person).filter(campaign=campaign).select_related("author").order_by("-pk")
    context = {"campaign": campaign, "findings": seen[:MOST], "leads": leads(person, campaign)}
    return render(request, "findings/findings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def finding_new(request: HttpRequest, key: str) -> HttpResponseBase:
    """Write up a weakness."""
    person = signed_in(request)
    campaign = campaign_of(person, key)
    chosen = request.GET.get("attack", "")
    seen = attacks_for(person, campaign)
    offered = [*seen.filter(key=chosen), *seen.exclude(key=chosen).order_by("-pk")[:MOST]]
    form = FindingForm(request.POST or None, attacks=offered, chosen=chosen)
    if form.is_valid():
        said = form.cleaned_data
        writing = Writing(said["sent"], said["title"], said["harm"], said["severity"], said["reproduction"])
        try:
            made = actions.write_finding(
                campaign=campaign, author=person, writing=writing, attacks=form.chosen(), at=now()
            )
        except Refusal as refusal:
            form.add_error("reproduction", str(refusal))
        else:
            return redirect("finding", made.key)
    context = {"campaign": campaign, "form": form, "leads": leads(person, campaign)}
    status = 422 if request.method == "POST" else 200
    return render(request, "findings/finding_new.html", context, status=status)


@require_safe
def finding(request: HttpRequest, key: str) -> HttpResponse:
    """Show a finding and its course; to a lead its tests, too."""
    return finding_page(request, finding_for(signed_in(request), key))


@require_POST
def finding_step(request: HttpRequest, key: str) -> HttpResponseBase:
    """Bring the finding into another state."""
    person = signed_in(request)
    found = finding_for(person, key)
    led = leads(person, found.campaign)
    form = step_form(found, leads=led, data=request.POST)
    if not form.is_valid():
        return finding_page(request, found, step=form, status=422)
    said = form.cleaned_data
    try:
        actions.take_step(
            finding=found,
            actor=person,
            leads=led,
            after=State(said["after"]),
            reason=said["reason"],
            sent=said["sent"],
            at=now(),
            duplicate_of=form.other(),
        )
    except Refusal as refusal:
        return finding_page(request, found, step=form, refusal=refusal, status=refusal.status)
    return redirect("finding", key)
