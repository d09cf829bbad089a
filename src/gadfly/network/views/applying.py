"""The network's public page and the application: for anyone, without an account."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gadfly.network import actions
from gadfly.network.access import application_at
from gadfly.network.answers import STEPS, missing
from gadfly.network.domains import domains
from gadfly.network.forms import FORMS, StepForm
from gadfly.network.models import Application, Stage
from gadfly.network.queries import charter, present_round, rounds
from gadfly.people.actions import give_link
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal


@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """Show what the network is and whether one may apply."""
    told, at = charter(), now()
    sought = [domains().name_of(slug) for slug in told.sought]
    context = {"charter": told, "sought": sought, "open": present_round(at), "rounds": rounds(at), "at": at}
    return render(request, "network/network.html", context | {"domains": domains().listed})


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponseBase:
    """Say how one applies; begin an application and lead to its own link."""
    round_ = present_round(now())
    if request.method == "POST" and round_ is not None:
        return redirect("application", actions.begin(round_=round_, at=now()))
    return render(request, "network/apply.html", {"open": round_, "steps": STEPS})


@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show how the application stands; hand it in, withdraw it, or accept an offer."""
    mine = application_at(token)
    act = {"submit": _submit, "withdraw": _withdraw, "accept": _accept}.get(request.POST.get("act", ""))
    try:
        return act(request, mine, token) if act else _page(request, mine, token)
    except Refusal as refusal:
        return _page(request, mine, token, refusal=refusal, status=refusal.status)


def _submit(_request: HttpRequest, mine: Application, token: str) -> HttpResponseBase:
    actions.submit(application=mine, at=now())
    return redirect("application", token)


def _withdraw(_request: HttpRequest, mine: Application, token: str) -> HttpResponseBase:
    return (
        redirect("application", token)
        if actions.withdraw(application=mine, at=now())
        else redirect("network")
    )


def _accept(_request: HttpRequest, mine: Application, _token: str) -> HttpResponseBase:
    person = actions.accept_offer(application=mine, at=now())
    actions.ask_for_terms(person=person, at=now())
    return redirect("sign-in-link", give_link(person=person, at=now()))


def _page(
    request: HttpRequest, mine: Application, token: str, *, status: int = 200, **said: object
) -> HttpResponse:
    lacks = missing(mine.answers)
    context = {
        "application": mine,
        "token": token,
        "steps": [(step, title, step in mine.answers) for step, title in STEPS.items()],
        "next": next(iter(lacks), None),
        "draft": mine.stage == Stage.DRAFT,
        "path": mine.transitions.order_by("pk"),
        "link": request.build_absolute_uri(reverse("application", args=[token])),
    }
    return render(request, "network/application.html", context | said, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, token: str, step: str) -> HttpResponseBase:
    """Show one step and save it."""
    mine = application_at(token)
    if step not in FORMS or mine.stage != Stage.DRAFT:
        raise Http404
    form = FORMS[step](request.POST or None, initial=_told(mine, step))
    if request.method == "POST" and form.is_valid():
        actions.save_step(application=mine, step=step, answers=form.answers())
        ahead = list(STEPS)[list(STEPS).index(step) + 1 :]
        onward = ahead and request.POST.get("act") != "stop"
        return redirect("application-step", token, ahead[0]) if onward else redirect("application", token)
    return _step_page(request, form, token, step)


def _told(mine: Application, step: str) -> dict[str, object]:
    if step == "self":
        said = getattr(mine, "self_description", None)
        return {name: getattr(said, name) for name in ("age", "gender", "disability")} if said else {}
    return FORMS[step].told(mine.answers.get(step, {})) if step in mine.answers else {}


def _step_page(request: HttpRequest, form: StepForm, token: str, step: str) -> HttpResponse:
    names = list(STEPS)
    place = names.index(step)
    context = {
        "form": form,
        "token": token,
        "step": step,
        "title": STEPS[step],
        "number": place + 1,
        "count": len(names),
        "before": names[place - 1] if place else None,
        "last": place + 1 == len(names),
    }
    status = 422 if form.is_bound else 200
    return render(request, "network/step.html", context, status=status)
