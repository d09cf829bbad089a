"""The reviewer's pages: the queue, and one attack to review."""

from random import SystemRandom

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gadfly.campaigns.access import Right, campaign_for
from gadfly.people.access import signed_in
from gadfly.reviews import actions
from gadfly.reviews.access import assignment_for
from gadfly.reviews.actions.taking import is_barred
from gadfly.reviews.forms import ReviewForm, SkipForm
from gadfly.reviews.models import Assignment, Review
from gadfly.reviews.queries import queue_of, takes_back, told_of
from gadfly.reviews.queries.queue import work_in
from gadfly.reviews.standing import is_open
from gadfly.shared.clock import now
from gadfly.shared.refusal import NotValid, Refusal
from gadfly.wellbeing.access import ensure_rested
from gadfly.wellbeing.queries import is_due, sitting


@require_safe
def reviews(request: HttpRequest, key: str) -> HttpResponse:
    """Show what waits for the reviewer, batch by batch."""
    person = signed_in(request)
    campaign = campaign_for(person, key, to=Right.REVIEW)
    at = now()
    context = {
        "campaign": campaign,
        "queue": queue_of(person, campaign, at),
        "undo": takes_back(person, campaign, request.GET.get("done", ""), at),
        "due": is_due(person),
    }
    return render(request, "reviews/reviews.html", context)


@require_POST
def review_next(request: HttpRequest, key: str) -> HttpResponseBase:
    """Go on to what comes next, in the newest batch that has something."""
    person = signed_in(request)
    campaign = campaign_for(person, key, to=Right.REVIEW)
    ensure_rested(person, campaign, now())
    for batch in campaign.batches.select_related("campaign").order_by("-pk"):
        taken = actions.take_next(person=person, batch=batch, at=now()) if is_open(batch, now()) else None
        if taken is not None:
            return redirect("review", taken.key)
    return redirect("reviews", key)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show an attack to its reviewer: described, then, once they proceed, in full. Keep what they say."""
    person = signed_in(request)
    assignment = assignment_for(person, key)
    if request.method != "POST":
        return _page(request, assignment)
    form = ReviewForm(request.POST, taxonomy=assignment.item.batch.taxonomy)
    if not form.is_valid():
        return _page(request, assignment, form=form, status=422)
    sent = form.cleaned_data
    try:
        actions.record_review(
            assignment=assignment,
            answers=form.answers(),
            key=sent["key"],
            revision=sent["revision"],
            at=now(),
            revealed=sent["revealed"],
        )
    except Refusal as refusal:
        return _page(
            request, assignment, form=_again(form, assignment), refusal=refusal, status=refusal.status
        )
    ensure_rested(person, assignment.item.batch.campaign, now())
    following = actions.take_next(person=person, batch=assignment.item.batch, at=now())
    return redirect(_after(assignment, following))


@require_POST
def review_open(request: HttpRequest, key: str) -> HttpResponseBase:
    """Proceed from the preview to the attack itself."""
    person = signed_in(request)
    assignment = assignment_for(person, key)
    ensure_rested(person, assignment.item.batch.campaign, now())
    actions.open_assignment(assignment=assignment, at=now(), rng=SystemRandom())
    return redirect("review", key)


@require_POST
def review_skip(request: HttpRequest, key: str) -> HttpResponseBase:
    """Put the attack aside and go on to the next."""
    person = signed_in(request)
    assignment = assignment_for(person, key)
    form = SkipForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.skip_assignment(assignment=assignment, reason=reason, at=now())
    batch = assignment.item.batch
    following = actions.take_next(person=person, batch=batch, at=now()) if is_open(batch, now()) else None
    return redirect("review", following.key) if following else redirect("reviews", batch.campaign.key)


@require_POST
def review_alarm(request: HttpRequest, key: str) -> HttpResponseBase:
    """Report that the attack crosses the hard line: it is put aside, and nobody is given it any more."""
    assignment = assignment_for(signed_in(request), key)
    actions.report_crossing(assignment=assignment, at=now())
    return redirect("rest")


@require_POST
def review_draft(request: HttpRequest, key: str) -> HttpResponseBase:
    """Keep what is filled in so far; tell a script when, lead a person back to the queue."""
    assignment = assignment_for(signed_in(request), key)
    form = ReviewForm(request.POST, taxonomy=assignment.item.batch.taxonomy, draft=True)
    if not form.is_valid():
        raise NotValid("This draft is too long, or out of date. Shorten the note, or reload the page.")
    held = actions.save_draft(
        assignment=assignment, draft=form.drafted(), at=now(), revealed=form.cleaned_data["revealed"]
    )
    if request.accepts("text/html"):
        return redirect("reviews", assignment.item.batch.campaign.key)
    return JsonResponse({"saved": f"{held.drafted_at:%H:%M}"})


@require_POST
def review_undo(request: HttpRequest, key: str) -> HttpResponseBase:
    """Take a review back within ten seconds: it becomes a draft again."""
    assignment = assignment_for(signed_in(request), key)
    try:
        actions.take_back(assignment=assignment, at=now())
    except Refusal as refusal:
        return _page(request, assignment, refusal=refusal, status=refusal.status)
    return redirect("review", key)


def _after(done: Assignment, following: Assignment | None) -> str:
    """Return where to go on, with the offer to take back what was just done."""
    here = ("review", following.key) if following else ("reviews", done.item.batch.campaign.key)
    return f"{reverse(here[0], args=[here[1]])}?done={done.key}"


def _again(form: ReviewForm, assignment: Assignment) -> ReviewForm:
    """Return a form with what was typed, to be submitted over what is on disk now."""
    known = assignment.reviews.filter(round=1).first()
    drafted = form.drafted() | {"revision": known.revision if known else 0}
    return ReviewForm(taxonomy=assignment.item.batch.taxonomy, initial=drafted)


def _page(
    request: HttpRequest,
    assignment: Assignment,
    *,
    form: ReviewForm | None = None,
    status: int = 200,
    **said: object,
) -> HttpResponse:
    at, batch, person = now(), assignment.item.batch, signed_in(request)
    known = assignment.reviews.filter(round=1).first()
    context = {
        "assignment": assignment,
        "campaign": batch.campaign,
        "work": work_in(batch, person, at),
        "told": told_of(assignment.item.attack),
        "open": is_open(batch, at),
        "barred": is_barred(person, assignment.item),
        "nudge": sitting(person, at),
        "known": known,
        "form": form or _form(assignment, known),
        "undo": takes_back(person, batch.campaign, request.GET.get("done", ""), at),
        **said,
    }
    return render(request, "reviews/review.html", context, status=status)


def _form(assignment: Assignment, known: Review | None) -> ReviewForm:
    """Return the form with the draft, else with what was submitted."""
    filled = assignment.draft or (actions.draft_of(known) if known else {})
    revision = known.revision if known else 0
    return ReviewForm(taxonomy=assignment.item.batch.taxonomy, initial={**filled, "revision": revision})
