"""Pages of no area: health, help, and answers to requests forged or without sense."""

from django.core.exceptions import DisallowedHost
from django.db import connection
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gadfly.site.middleware import plain_answer


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say whether the site can reach its database, and nothing else (R44)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("unwell\n", status=503, content_type="text/plain")
    return HttpResponse("well\n", content_type="text/plain")


@require_safe
def helped(request: HttpRequest) -> HttpResponse:
    """Show the keys, the care, and what is kept about a person."""
    return render(request, "help.html")


def misunderstood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense: to a name that is not ours, or with far too many fields."""
    if isinstance(exception, DisallowedHost):
        sentence = "This site does not answer to that name. Use the address you were given."
    else:
        sentence = "This request could not be understood. Go back, reload the page, and try again."
    return plain_answer(request, sentence, 400)


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's own signature
    """Answer a request whose token does not match: usually a page from before signing in."""
    return plain_answer(
        request, "This page is out of date. Reload it and try again; nothing was changed.", 403
    )
