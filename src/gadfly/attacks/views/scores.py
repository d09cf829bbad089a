"""A campaign's scores, for its lead: who measures, scoring again, and teaching a scorer by its picks."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gadfly.attacks import actions
from gadfly.attacks.forms import RescoreForm
from gadfly.attacks.measuring import measuring_of
from gadfly.attacks.tasks import rescore_archive, teach_scorer
from gadfly.campaigns.access import Right, campaign_for
from gadfly.people.access import signed_in
from gadfly.shared.clock import now


@require_http_methods(["GET", "HEAD", "POST"])
def scores(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show who measures the campaign and how far that is; score its archive by another one, too."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    measuring = measuring_of(campaign)
    form = RescoreForm(request.POST or None, initial={"scorer": measuring.reference})
    if form.is_valid():
        chosen = form.cleaned_data["scorer"]
        job = actions.ask_rescoring(campaign=campaign, scorer=chosen, at=now())
        rescore_archive.enqueue(job.pk)
        return redirect("campaign-scores", key)
    context = {"campaign": campaign, "measuring": measuring, "form": form}
    return render(request, "attacks/scores.html", context, status=422 if form.is_bound else 200)


@require_POST
def teach(request: HttpRequest, key: str) -> HttpResponse:
    """Have a worker make a scorer of the campaign's picks."""
    person = signed_in(request)
    campaign = campaign_for(person, key, to=Right.LEAD)
    job = actions.ask_teaching(campaign=campaign, by=person, at=now())
    teach_scorer.enqueue(job.pk)
    return redirect("campaign-scores", key)
