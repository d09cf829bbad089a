"""A person's own pages: limits, rest, check-ins."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gadfly.campaigns.access import Right, campaign_for
from gadfly.people.access import signed_in
from gadfly.science.care.dose import DAY, IN_A_ROW, WEEK
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal
from gadfly.wellbeing import actions
from gadfly.wellbeing.feelings import QUESTION
from gadfly.wellbeing.forms import CheckInForm, LimitsForm
from gadfly.wellbeing.queries import (
    caps_of,
    check_ins_for,
    check_ins_of,
    contact,
    is_due,
    levels_of,
    rest_of,
    row_until,
    severe_row,
)


@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest) -> HttpResponseBase:
    """Show what the person takes on, topic by topic, and keep what they say."""
    person = signed_in(request)
    form = LimitsForm(request.POST or None, levels=levels_of(person), caps=caps_of(person))
    if form.is_valid():
        actions.set_limits(person=person, levels=form.levels())
        actions.set_own_cap(person=person, caps=form.caps())
        return redirect("my-limits")
    context = {"form": form, "rest": rest_of(person, None, now()), "day": DAY, "week": WEEK}
    return render(request, "wellbeing/limits.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def rest(request: HttpRequest) -> HttpResponse:
    """Say how long the person has been at it, and when work goes on; record a break, which is paid."""
    person, at = signed_in(request), now()
    key = request.GET.get("c", "")
    campaign = campaign_for(person, key, to=Right.SEE) if key else None
    told = rest_of(person, campaign, at)
    paid = None
    if request.method == "POST" or told.until is not None:
        paid = actions.begin_break(person=person, at=at)
    context = {
        "rest": told,
        "paid": paid,
        "asked": request.method == "POST",
        "severe_at": row_until(person, at) if severe_row(person, at) >= IN_A_ROW else None,
    }
    return render(request, "wellbeing/rest.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check_ins(request: HttpRequest) -> HttpResponseBase:
    """Ask how the person feels, show what they said before, and to the contact what was written to them."""
    person, reader = signed_in(request), contact()
    form = CheckInForm(request.POST or None, named=reader.key if reader else "")
    if request.method == "POST" and request.POST.get("act") == "decline":
        actions.decline_check_in(person=person, at=now())
        return redirect("home")
    refusal = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.record_check_in(
                person=person,
                key=said["key"],
                named=said["named"],
                grades=form.grades(),
                text=said["text"],
                at=now(),
            )
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("check-ins")
    context = {
        "form": form,
        "refusal": refusal,
        "contact": reader,
        "question": QUESTION,
        "due": is_due(person),
        "own": check_ins_of(person),
        "others": check_ins_for(person),
    }
    return render(request, "wellbeing/check_ins.html", context, status=422 if form.is_bound else 200)
