"""Exports for leads: the choice of form, and the file as a stream. Here, since reviews are in it."""

from collections.abc import AsyncIterator, Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gadfly.campaigns.access import Right, campaign_for
from gadfly.people.access import signed_in
from gadfly.reviews.records import reviewed_records
from gadfly.science.datasets import Form, pieces
from gadfly.shared.pool import in_pool

MANY = 1_000
"""Attacks that are counted for the page; beyond, it says "more than"."""
FORMS = {"released": Form.RELEASED, "native": Form.NATIVE}


@require_safe
def form(request: HttpRequest, key: str) -> HttpResponse:
    """Offer the forms and say what each holds."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    over = campaign.attacks.exclude(state="open")[: MANY + 1].count()
    context = {"campaign": campaign, "attacks": min(over, MANY), "more": over > MANY}
    return render(request, "reviews/export.html", context)


@require_safe
def file(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """Stream the campaign's attacks as JSON lines, in constant memory."""
    campaign = campaign_for(signed_in(request), key, to=Right.LEAD)
    if form not in FORMS:
        raise Http404
    lines = pieces(reviewed_records(campaign), form=FORMS[form])
    name = f"{campaign.slug}-{form}.jsonl"
    return StreamingHttpResponse(
        _stepwise(lines),
        content_type="application/jsonl",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _stepwise(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the pieces, each made in the page pool: a plain iterator would be read whole first."""
    while piece := await in_pool(next, pieces, b""):
        yield piece
