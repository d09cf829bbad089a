"""What a lead does with a finding: test items are made of it, and put to a target."""

from random import SystemRandom

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from gadfly.findings import actions
from gadfly.findings.access import finding_for
from gadfly.findings.actions.items import Turn
from gadfly.findings.tasks import run_retest
from gadfly.findings.views.page import finding_page, items_form, retest_form
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal


@require_POST
def finding_items(request: HttpRequest, key: str) -> HttpResponse:
    """Make test items of messages of the attacks the finding rests on."""
    person = signed_in(request)
    finding = finding_for(person, key, to_lead=True)
    form = items_form(finding, data=request.POST)
    if not form.is_valid():
        return finding_page(request, finding, items=form, status=422)
    said = form.cleaned_data
    try:
        actions.make_items(
            finding=finding,
            turns=[Turn(*map(int, turn.split(":"))) for turn in said["turns"]],
            phrases=said["phrases"].splitlines(),
            scorer=said["scorer"],
            threshold=said["threshold"] if said["scorer"] else None,
            by=person,
            at=now(),
        )
    except Refusal as refusal:
        return finding_page(request, finding, items=form, refusal=refusal, status=refusal.status)
    return redirect("finding", key)


@require_POST
def finding_retest(request: HttpRequest, key: str) -> HttpResponse:
    """Have a worker put the test items to a target."""
    person = signed_in(request)
    finding = finding_for(person, key, to_lead=True)
    form = retest_form(finding, data=request.POST)
    if not form.is_valid():
        return finding_page(request, finding, retest=form, status=422)
    said = form.cleaned_data
    try:
        job = actions.ask_retest(
            finding=finding,
            target=said["target"],
            samples=said["samples"],
            seed=SystemRandom().getrandbits(31),
            by=person,
            at=now(),
        )
    except Refusal as refusal:
        return finding_page(request, finding, retest=form, refusal=refusal, status=refusal.status)
    run_retest.enqueue(job.pk)
    return redirect("finding", key)
