"""Agreement on a batch: asked for, given as votes in a file, and compared with gold items."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from gadfly.people.access import signed_in
from gadfly.reviews import actions
from gadfly.reviews.access import batch_for
from gadfly.reviews.forms import GoldForm, VotesForm
from gadfly.reviews.queries import vote_rows
from gadfly.reviews.tasks import measure_agreement
from gadfly.shared.clock import now
from gadfly.shared.csvout import csv_pieces
from gadfly.shared.refusal import NotValid

COLUMNS = ("item", "rater", "value", "success", "arm", "gold", "group")


@require_POST
def batch_measure(request: HttpRequest, key: str) -> HttpResponse:
    """Have a worker measure the agreement as it is now."""
    batch = batch_for(signed_in(request), key)
    actions.ask_measurement(batch=batch, at=now())
    measure_agreement.enqueue(batch.pk)
    return redirect("batch", key)


@require_POST
def batch_gold(request: HttpRequest, key: str) -> HttpResponse:
    """Mark what success an item truly has."""
    batch = batch_for(signed_in(request), key)
    form = GoldForm(request.POST)
    if not form.is_valid():
        raise NotValid("Give the number of an item of this batch, and a grade from 0 to 4 or none.")
    said = form.cleaned_data
    actions.mark_gold(batch=batch, position=said["item"] - 1, value=said["value"])
    return redirect("batch", key)


@require_safe
def batch_votes(request: HttpRequest, key: str) -> HttpResponse:
    """Give the votes as a table that `gadfly agreement` reads; with `author`, self-reports among them."""
    batch = batch_for(signed_in(request), key)
    form = VotesForm(request.GET)
    author = form.is_valid() and form.cleaned_data["author"]
    name = f"{batch.campaign.slug}-votes{'-with-authors' if author else ''}.csv"
    return HttpResponse(
        b"".join(csv_pieces(COLUMNS, vote_rows(batch, author=author))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
