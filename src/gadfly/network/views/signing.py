"""Contracts for who signs them: what waits, the text, the certificate."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gadfly.network import actions
from gadfly.network.access import signature_for
from gadfly.network.forms import SignForm
from gadfly.network.models import Signature
from gadfly.network.queries import held_by
from gadfly.network.records import holds
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.shared.refusal import Refusal


@require_safe
def my_contracts(request: HttpRequest) -> HttpResponse:
    """List what waits for the person's signature, and what they have signed."""
    return render(request, "network/my_contracts.html", {"held": held_by(signed_in(request), now())})


@require_http_methods(["GET", "HEAD", "POST"])
def contract(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show the text; sign it or decline."""
    signature = signature_for(signed_in(request), key)
    if request.method != "POST":
        actions.note_viewed(signature=signature, at=now())
        return _page(request, signature, SignForm(initial={"version": signature.version.sha256}))
    if request.POST.get("act") == "decline":
        actions.decline(signature=signature, at=now())
        return redirect("my-contracts")
    form = SignForm(request.POST)
    if not form.is_valid() or form.cleaned_data["version"] != signature.version.sha256:
        return _page(request, signature, form, status=422)
    try:
        actions.sign(signature=signature, typed_name=form.cleaned_data["typed_name"], at=now())
    except Refusal as refusal:
        form.add_error("typed_name", str(refusal))
        return _page(request, signature, form, status=refusal.status)
    return redirect("my-contracts")


@require_safe
def certificate(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was signed by whom and when, to be printed."""
    signature = signature_for(signed_in(request), key)
    if signature.signed_at is None:
        raise Http404
    context = {
        "signature": signature,
        "events": signature.events.order_by("number"),
        "whole": holds(signature),
    }
    return render(request, "network/certificate.html", context)


def _page(request: HttpRequest, signature: Signature, form: SignForm, *, status: int = 200) -> HttpResponse:
    at = now()
    expired = signature.expires_at is not None and signature.expires_at <= at
    context = {
        "signature": signature,
        "form": form,
        "version": signature.version,
        "signed": signature.signed_at is not None and not expired,
        "changed": form.is_bound and form.data.get("version") != signature.version.sha256,
    }
    return render(request, "network/contract.html", context, status=status)
