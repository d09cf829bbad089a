"""Running the network: its words and rounds, applicants, contracts. For managers."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gadfly.network import actions
from gadfly.network.access import application_for, manager
from gadfly.network.forms import CharterForm, ContractForm, DecisionForm, RoundForm
from gadfly.network.models import Application, Round, Stage
from gadfly.network.queries import (
    balance,
    charter,
    page_of_applications,
    rounds,
    scored,
    signatures_that_wait,
    tallies,
    waiting_letters,
)
from gadfly.network.queries import contracts as all_contracts
from gadfly.network.shown import domains_in, languages_in
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal

NAMED = (Stage.OFFERED, Stage.SIGNED, Stage.ACTIVE)
"""From the offer on a list shows names: before it they would only sway."""


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponseBase:
    """Show and save the network's words; announce or close a round."""
    manager(signed_in(request))
    act = request.POST.get("act", "")
    if act == "close":
        found = Round.objects.filter(key=request.POST.get("round", "")).first()
        if found is None:
            raise Http404
        actions.close_round(round_=found, at=now())
        return redirect("network-edit")
    told = charter()
    words = CharterForm(request.POST if act == "words" else None, initial=vars(told))
    round_ = RoundForm(request.POST if act == "round" else None, initial={"opens_at": now()})
    if words.is_valid():
        actions.set_charter(words=words.cleaned_data, sought=words.cleaned_data["sought"])
        return redirect("network")
    if round_.is_valid() and _opened(round_):
        return redirect("network-edit")
    context = {
        "words": words,
        "round": round_,
        "rounds": rounds(now()),
        "letters": waiting_letters(),
        "at": now(),
    }
    bound = request.method == "POST"
    return render(request, "network/edit.html", context, status=422 if bound else 200)


def _opened(form: RoundForm) -> bool:
    told = form.cleaned_data
    vetting = actions.Vetting(
        told["readers"], told["rubric"], told["sample_task"], told["conflict_years"], told["reapply_months"]
    )
    try:
        actions.open_round(
            name=told["name"],
            opens_at=told["opens_at"],
            closes_at=told["closes_at"],
            vetting=vetting,
            scorers=actions.appointed(told["scorers"]),
        )
    except Refusal as refusal:
        form.add_error("scorers", str(refusal))
        return False
    return True


@require_safe
def applicants(request: HttpRequest) -> HttpResponse:
    """List applications by stage, without names before an offer."""
    manager(signed_in(request))
    stage = request.GET.get("stage", "")
    page = page_of_applications(stage=stage if stage in Stage else "", after=request.GET.get("after", ""))
    context = {
        "page": page,
        "tallies": tallies(),
        "stage": stage,
        "named": NAMED,
        "balance": balance() if "balance" in request.GET else None,
    }
    return render(request, "network/applicants.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def applicant(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show one application with its scores and path; decide, ask more scorers, or give a new link."""
    person = signed_in(request)
    one = application_for(person, key)
    act = request.POST.get("act", "")
    if act == "link":
        token = actions.new_link(application=one)
        return _page(request, one, link=request.build_absolute_uri(reverse("application", args=[token])))
    if act == "scorers":
        actions.appoint(application=one, at=now())
        return redirect("applicant", key)
    form = DecisionForm(request.POST or None)
    if not form.is_valid():
        return _page(request, one, form=form, status=422 if form.is_bound else 200)
    try:
        actions.decide(application=one, actor=person, at=now(), **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, one, form=form, refusal=refusal, status=refusal.status)
    return redirect("applicant", key)


def _page(request: HttpRequest, one: Application, *, status: int = 200, **said: object) -> HttpResponse:
    twins = Application.objects.filter(email=one.email).exclude(pk=one.pk).exclude(email="").count()
    context = {
        "application": one,
        "answers": one.answers,
        "languages": languages_in(one.answers),
        "domains": domains_in(one.answers),
        "scores": scored(one),
        "readings": one.readings.select_related("scorer").order_by("pk"),
        "path": one.transitions.select_related("actor").order_by("pk"),
        "choices": actions.choices_of(one),
        "twins": twins,
        "form": DecisionForm(),
    }
    return render(request, "network/applicant.html", context | said, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def contracts(request: HttpRequest) -> HttpResponseBase:
    """List contracts and what waits to be countersigned; put a text in force, countersign."""
    person = manager(signed_in(request))
    waiting = signatures_that_wait()
    act = request.POST.get("act", "")
    if act == "countersign":
        found = next((one for one in waiting if one.key == request.POST.get("signature")), None)
        if found is None:
            raise Http404
        actions.countersign(signature=found, by=person, at=now())
        return redirect("contracts")
    form = ContractForm(request.POST if act == "publish" else None)
    if form.is_valid():
        actions.publish(**form.cleaned_data, at=now())
        return redirect("contracts")
    context = {"contracts": all_contracts(), "waiting": waiting, "form": form}
    return render(request, "network/contracts.html", context, status=422 if form.is_bound else 200)
