"""Scoring applications: for who was appointed. Blind to who it is and to the other scores."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gadfly.network import actions
from gadfly.network.access import reading_for
from gadfly.network.forms import ScoreForm
from gadfly.network.models import Reading
from gadfly.network.queries import scored, scoring_of
from gadfly.network.shown import Blind, blind
from gadfly.people.access import signed_in
from gadfly.shared.clock import now


@require_safe
def scoring(request: HttpRequest) -> HttpResponse:
    """List what waits for the scorer."""
    return render(request, "network/scoring.html", {"scoring": scoring_of(signed_in(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def score(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show an application without its author; take points, or that the scorer abstains or steps back."""
    reading = reading_for(signed_in(request), key)
    act = request.POST.get("act", "")
    if act == "recuse":
        actions.recuse(reading=reading, why="declared by the scorer", at=now())
        return redirect("scoring")
    if act == "abstain":
        actions.score(reading=reading, scores=None, note="", at=now())
        return redirect("score", key)
    form = ScoreForm(request.POST or None, rubric=reading.application.round.rubric)
    if form.is_valid():
        actions.score(reading=reading, scores=form.scores(), note=form.cleaned_data["note"], at=now())
        return redirect("score", key)
    context: dict[str, Any] = {"reading": reading, "form": form, "shown": _shown(reading)}
    context["scores"] = scored(reading.application) if reading.done_at else []
    return render(request, "network/score.html", context, status=422 if form.is_bound else 200)


def _shown(reading: Reading) -> Blind:
    return blind(reading.application.answers)
