"""Where models answer: pages for leads and managers. A key goes in here and never comes out."""

from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gadfly.campaigns import actions
from gadfly.campaigns.access import endpoint_for, endpoints_for
from gadfly.campaigns.checking import look_at
from gadfly.campaigns.forms import EndpointForm, KeyForm, NewEndpointForm, ServiceForm
from gadfly.campaigns.live import serving
from gadfly.campaigns.models import Endpoint
from gadfly.campaigns.queries import endpoint_views, spending_of, targets_of
from gadfly.campaigns.sealing import key_of
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.shared.outbound.allowed import allowed_origins, closed
from gadfly.shared.refusal import NotValid, Refusal


@require_safe
def endpoints(request: HttpRequest) -> HttpResponse:
    """List the endpoints, and how each stands."""
    views = endpoint_views(endpoints_for(signed_in(request)), serving().breakers.rests)
    return render(request, "campaigns/endpoints.html", {"endpoints": views})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Register an endpoint, and a plain target of its name, so that it can be an arm at once."""
    endpoints_for(signed_in(request))
    form = NewEndpointForm(request.POST or None)
    if form.is_valid():
        base_url, model = form.address()
        name, secret = form.cleaned_data["name"], form.cleaned_data["secret"]
        made = actions.set_up_endpoint(name=name, base_url=base_url, model=model, **form.particulars())
        if secret:
            actions.give_key(endpoint=made, secret=secret)
        actions.set_up_target(name=name, endpoint=made)
        return redirect("endpoint", made.key)
    context = {"form": form, "endpoint": None}
    return render(request, "campaigns/endpoint_form.html", context, status=422 if form.is_bound else 200)


@require_safe
def endpoint(request: HttpRequest, key: str) -> HttpResponse:
    """Show what is known of an endpoint."""
    return _page(request, endpoint_for(signed_in(request), key))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponseBase:
    """Change what is stated of an endpoint; what answers stays while frozen terms rest on it."""
    row = endpoint_for(signed_in(request), key)
    form = EndpointForm(request.POST or None, endpoint=row)
    if form.is_valid():
        base_url, model = form.address()
        actions.set_up_endpoint(name=row.name, base_url=base_url, model=model, **form.particulars())
        return redirect("endpoint", key)
    context = {"form": form, "endpoint": row}
    return render(request, "campaigns/endpoint_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def secret(request: HttpRequest, key: str) -> HttpResponseBase:
    """Store a key in place of the one before, or take it away."""
    row = endpoint_for(signed_in(request), key)
    if "remove" in request.POST:
        actions.give_key(endpoint=row, secret="")
        return redirect("endpoint", key)
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    actions.give_key(endpoint=row, secret=form.cleaned_data["secret"])
    return redirect("endpoint", key)


@require_POST
def service(request: HttpRequest, key: str) -> HttpResponseBase:
    """Take an endpoint out of service, or put it back."""
    row = endpoint_for(signed_in(request), key)
    form = ServiceForm(request.POST)
    if not form.is_valid():
        raise NotValid("Say whether it is to be retired or restored.")
    actions.retire_endpoint(endpoint=row, retired=form.retires)
    return redirect("endpoint", key)


@require_POST
async def check(request: HttpRequest, key: str) -> HttpResponseBase:
    """Ask what answers there, and keep what was found. Nothing else waits meanwhile."""
    process = serving()
    row = await process.writes(lambda: endpoint_for(signed_in(request), key))
    if refused := closed(row.base_url):
        raise Refusal(refused)
    with process.checking(row.pk):
        found = await look_at(row.base_url, row.model, key=key_of(row), origins=allowed_origins())
    await process.writes(partial(actions.note_check, endpoint=row, found=found, at=now()))
    return HttpResponseRedirect(reverse("endpoint", args=[key]), status=303)


def _page(
    request: HttpRequest, row: Endpoint, *, form: KeyForm | None = None, status: int = 200
) -> HttpResponse:
    mine = endpoints_for(signed_in(request)).filter(pk=row.pk)
    [view] = endpoint_views(mine, serving().breakers.rests)
    context = {
        "endpoint": row,
        "view": view,
        "targets": targets_of(row),
        "lines": spending_of(row, now()),
        "form": form or KeyForm(),
    }
    return render(request, "campaigns/endpoint.html", context, status=status)
