"""The lead's pages: batches drawn and followed, items settled, taxonomies kept."""

from random import SystemRandom
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gadfly.campaigns.access import Right, campaign_for
from gadfly.people.access import signed_in
from gadfly.reviews import actions
from gadfly.reviews.access import batch_for
from gadfly.reviews.forms import BatchForm, BatchPageForm, GroupsForm, SettleForm, TaxonomyForm
from gadfly.reviews.models import Batch
from gadfly.reviews.queries import agreement_on, batch_lines, batch_view, newest_taxonomies, prospect_of
from gadfly.reviews.standing import is_open
from gadfly.reviews.tasks import measure_agreement
from gadfly.shared.clock import now
from gadfly.shared.refusal import NotValid, Refusal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign


@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show a campaign's batches and what could be drawn; count a wish, or draw it."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    if request.method == "POST":
        actions.ensure_shipped()
    form = BatchForm(request.POST or None, taxonomies=newest_taxonomies(campaign), at=now())
    context = _batches(campaign) | {"form": form}
    prospect = context["prospect"]
    if request.method == "POST" and not form.is_valid():
        return render(request, "reviews/batches.html", context, status=422)
    if not form.is_bound:
        return render(request, "reviews/batches.html", context)
    wish = form.wish()
    if request.POST.get("act") != "draw":
        drawn = prospect.pool if wish.rule == "all" else min(wish.size, prospect.pool)
        counted = {
            "items": drawn,
            "each": prospect.each(drawn, wish.overlap),
            "reviews": drawn * wish.overlap,
        }
        return render(request, "reviews/batches.html", {**context, "counted": counted})
    try:
        seed = SystemRandom().getrandbits(31)
        batch = actions.draw_batch(campaign=campaign, wish=wish, seed=seed, at=now())
    except Refusal as refusal:
        return render(request, "reviews/batches.html", {**context, "refusal": refusal}, status=refusal.status)
    if batch.closes_at is not None:
        measure_agreement.using(run_after=batch.closes_at).enqueue(batch.pk)
    return redirect("batch", batch.key)


def _batches(campaign: "Campaign") -> dict[str, Any]:
    prospect = prospect_of(campaign)
    groups = GroupsForm(people=prospect.people)
    return {"campaign": campaign, "lines": batch_lines(campaign), "prospect": prospect, "groups": groups}


@require_POST
def reviewer_groups(request: HttpRequest, key: str) -> HttpResponseBase:
    """Keep which group each reviewer is in."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    form = GroupsForm(request.POST, people=prospect_of(campaign).people)
    if not form.is_valid():
        raise NotValid("A group’s name is too long. Go back and shorten it.")
    actions.set_groups(campaign=campaign, groups=form.groups())
    return redirect("batches", key)


@require_safe
def batch(request: HttpRequest, key: str) -> HttpResponse:
    """Show how far a batch is, and every vote."""
    return _batch_page(request, batch_for(signed_in(request), key))


@require_POST
def batch_close(request: HttpRequest, key: str) -> HttpResponseBase:
    """Close a batch."""
    closed = actions.close_batch(batch=batch_for(signed_in(request), key), at=now())
    actions.ask_measurement(batch=closed, at=now())
    measure_agreement.enqueue(closed.pk)
    return redirect("batch", key)


@require_POST
def batch_settle(request: HttpRequest, key: str) -> HttpResponseBase:
    """Ask for one more reviewer, or open a discussion, where votes lie apart."""
    batch = batch_for(signed_in(request), key)
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise NotValid("This page is out of date. Reload it and choose again.")
    item = batch.items.select_related("batch").filter(key=form.cleaned_data["item"]).first()
    if item is None:
        raise Http404
    act = {"third": actions.ask_third, "discussion": actions.open_discussion}[form.cleaned_data["act"]]
    try:
        act(item=item, at=now())
    except Refusal as refusal:
        return _batch_page(request, batch, refusal=refusal, status=refusal.status)
    return redirect("batch", key)


@require_http_methods(["GET", "HEAD", "POST"])
def taxonomies(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show the taxonomies a campaign can use; keep a version of its own."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    form = TaxonomyForm(request.POST or None)
    if form.is_valid():
        try:
            tags = form.cleaned_data["tags"].splitlines()
            actions.revise_taxonomy(campaign=campaign, name=form.cleaned_data["name"], tags=tags)
        except Refusal as refusal:
            form.add_error("tags", str(refusal))
        else:
            return redirect("taxonomies", key)
    context = {"campaign": campaign, "taxonomies": newest_taxonomies(campaign), "form": form}
    return render(
        request, "reviews/taxonomies.html", context, status=422 if request.method == "POST" else 200
    )


def _batch_page(request: HttpRequest, batch: Batch, *, status: int = 200, **said: object) -> HttpResponse:
    asked = BatchPageForm(request.GET)
    if not asked.is_valid():
        raise Http404
    only_apart, at = asked.cleaned_data["show"] == "apart", now()
    view = batch_view(batch, at, start=asked.cleaned_data["start"] or 0, only_apart=only_apart)
    context = {
        "campaign": batch.campaign,
        "batch": batch,
        "view": view,
        "agreed": agreement_on(batch),
        "open": is_open(batch, at),
        "only_apart": only_apart,
        **said,
    }
    return render(request, "reviews/batch.html", context, status=status)
