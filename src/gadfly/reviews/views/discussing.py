"""The discussion of an item: for those who voted on it, and for the lead."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gadfly.attacks.actions import report_crossing
from gadfly.people.access import signed_in
from gadfly.reviews import actions
from gadfly.reviews.access import item_for
from gadfly.reviews.actions.taking import is_barred
from gadfly.reviews.forms import RemarkForm, ReviewForm
from gadfly.reviews.models import Item
from gadfly.reviews.queries import Discussion, discussion_of, told_of
from gadfly.reviews.standing import is_open
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def discussion(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show the votes and what was said of them; keep a remark."""
    person = signed_in(request)
    item = item_for(person, key)
    form = RemarkForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        actions.record_remark(item=item, person=person, key=said["key"], text=said["text"], at=now())
        return redirect("discussion", key)
    return _page(request, item, remark=form, status=422 if request.method == "POST" else 200)


@require_POST
def revote(request: HttpRequest, key: str) -> HttpResponseBase:
    """Keep the vote after the discussion; the blind one stays beside it."""
    person = signed_in(request)
    item = item_for(person, key)
    own = discussion_of(item, person).own
    if own is None:
        raise Refusal("Only those who voted blind vote again. You lead here and can take part in the talk.")
    form = ReviewForm(request.POST, taxonomy=item.batch.taxonomy)
    if not form.is_valid():
        return _page(request, item, form=form, status=422)
    sent = form.cleaned_data
    try:
        actions.record_review(
            assignment=own,
            answers=form.answers(),
            key=sent["key"],
            revision=sent["revision"],
            at=now(),
            number=2,
        )
    except Refusal as refusal:
        return _page(request, item, form=form, refusal=refusal, status=refusal.status)
    return redirect("discussion", key)


@require_POST
def discussion_alarm(request: HttpRequest, key: str) -> HttpResponseBase:
    """Report that the attack under discussion crosses the hard line."""
    person = signed_in(request)
    report_crossing(attack=item_for(person, key).attack, by=person.pk, at=now())
    return redirect("rest")


def _page(
    request: HttpRequest, item: Item, *, form: ReviewForm | None = None, status: int = 200, **said: object
) -> HttpResponse:
    talk = discussion_of(item, signed_in(request))
    context = {
        "campaign": item.batch.campaign,
        "item": item,
        "talk": talk,
        "told": told_of(item.attack),
        "barred": talk.own is not None and is_barred(signed_in(request), item),
        "open": is_open(item.batch, now()),
        "form": form or _form(item, talk),
        **said,
    }
    return render(request, "reviews/discussion.html", context, status=status)


def _form(item: Item, talk: Discussion) -> ReviewForm | None:
    """Return the form to vote again, filled with the last vote; None for a lead."""
    if talk.mine is None:
        return None
    last = talk.mine.second or talk.mine.first
    revision = talk.mine.second.revision if talk.mine.second else 0
    filled = {**actions.draft_of(last), "revision": revision}
    return ReviewForm(taxonomy=item.batch.taxonomy, initial=filled)
