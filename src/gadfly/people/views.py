"""Signing in and out."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gadfly.people import actions
from gadfly.people.queries import holder_of
from gadfly.shared.clock import now


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Say how one signs in."""
    return render(request, "people/sign_in.html")


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Offer to sign in, then do it.

    Opening the link uses nothing up: mail programs fetch links ahead of people. The button's
    form carries the forgery token, so that nobody is signed in as another without noticing.
    """
    if request.method != "POST":
        holder = holder_of(token, now())
        return render(request, "people/sign_in_link.html", {"holder": holder}, status=200 if holder else 404)
    person = actions.sign_in(token=token, at=now())
    if person is None:
        return render(request, "people/sign_in_link.html", {"holder": None}, status=404)
    login(request, person)
    return redirect("home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session and let the browser forget what it kept of it."""
    logout(request)
    response = redirect("home")
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response
