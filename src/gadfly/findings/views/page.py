"""The page of one finding, from whichever form it was come to, and the forms on it."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from gadfly.campaigns.queries import arms_drawn_on
from gadfly.findings.access import findings_for, leads
from gadfly.findings.course import FOLLOWS, State, may_follow
from gadfly.findings.forms import ItemsForm, RetestForm, StepForm
from gadfly.findings.models import Finding
from gadfly.findings.queries import MOST, attacks_under, steps_of, tested, turns_under
from gadfly.people.access import signed_in


def finding_page(
    request: HttpRequest, finding: Finding, *, status: int = 200, **said: object
) -> HttpResponse:
    """Return the page; what tells of arms is read for leads alone."""
    person = signed_in(request)
    led = leads(person, finding.campaign)
    context = {
        "campaign": finding.campaign,
        "finding": finding,
        "leads": led,
        "steps": steps_of(finding),
        "attacks": attacks_under(finding),
        "step": step_form(finding, leads=led),
        "other": findings_for(person).filter(pk=finding.duplicate_of_id or 0).first(),
        **said,
    }
    if led:
        own = {"items": items_form(finding), "retest": retest_form(finding), "tested": tested(finding)}
        context = own | context
    return render(request, "findings/finding.html", context, status=status)


def step_form(finding: Finding, *, leads: bool, data: QueryDict | None = None) -> StepForm:
    """Return the form with the states that may follow; other findings are offered to leads alone."""
    following = [
        after
        for after in FOLLOWS[State(finding.state)]
        if may_follow(State(finding.state), after, leads=leads)
    ]
    others = finding.campaign.findings.filter(duplicate_of=None).exclude(pk=finding.pk).order_by("-pk")
    return StepForm(data, following=following, others=list(others[:MOST]) if leads else [])


def items_form(finding: Finding, data: QueryDict | None = None) -> ItemsForm:
    """Return the form with the messages of the attacks that the finding rests on."""
    return ItemsForm(data, turns=turns_under(finding))


def retest_form(finding: Finding, data: QueryDict | None = None) -> RetestForm:
    """Return the form with the targets that the campaign draws on."""
    return RetestForm(data, arms=list(arms_drawn_on(finding.campaign).values()))
