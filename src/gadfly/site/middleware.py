"""Django's middleware, kept in the event loop, and our own headers and plain answers.

Under ASGI each of Django's classes hops to a thread twice a request, though none of these hooks
touches the database. Here they run where they are; `request.user` stays lazy and is first touched
inside the job that needs it. Django's own guard raises if an upgrade adds a query to a hook.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from gadfly.people.access import SignInNeededError
from gadfly.shared.pool import in_pool
from gadfly.shared.refusal import Refusal
from gadfly.shared.writer import disk_is_full
from gadfly.wellbeing.access import RestNeededError

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Accel-Buffering": "no",
}
"""Sent with every answer, beside nosniff, no-referrer and same-origin opener of Django's own (R30)."""
FULL = "The server's disk is full, so nothing new can be kept. Tell whoever runs this site; try again later."
AWAY = "The site cannot reach its database just now. Nothing was changed; try again in a moment."
SOON = "5"
"""Seconds after which it is worth trying again."""


class InLoop(MiddlewareMixin):
    """A middleware whose hooks run in the event loop."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        """Call the hooks where we are."""
        response = self.process_request(request) if hasattr(self, "process_request") else None
        if response is None:
            response = await _awaited(self.get_response, request)
        return await self.after(request, response)

    async def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Call the hook that sees the response."""
        return self.process_response(request, response) if hasattr(self, "process_response") else response


async def _awaited(get_response: Callable[[HttpRequest], Any], request: HttpRequest) -> HttpResponseBase:
    answer: Awaitable[HttpResponseBase] = get_response(request)
    return await answer


class Security(InLoop, SecurityMiddleware):
    """HTTPS, nosniff, referrer, opener."""


class Common(InLoop, CommonMiddleware):
    """Host check, slashes, content length."""


class Authentication(InLoop, AuthenticationMiddleware):
    """A lazy `request.user`."""


class Csrf(InLoop, CsrfViewMiddleware):
    """The forgery check; a coroutine is not wrapped into a thread."""

    async def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> Any:  # type: ignore[override]  # noqa: ANN401 -- Django's own signature
        """Check the token."""
        return super().process_view(request, view, args, kwargs)


class Sessions(InLoop, SessionMiddleware):
    """Sessions; only one that changed goes to the database, in a thread."""

    async def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Save the session if it changed."""
        save = partial(self.process_response, request, cast("HttpResponse", response))
        return await in_pool(save) if request.session.modified else save()


class Headers(InLoop):
    """Our headers on every answer, and refusals said plainly."""

    def process_response(self, _request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add what every answer carries."""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with its sentence, and a stranger with the way in."""
        if isinstance(exception, RestNeededError) and request.accepts("text/html"):
            return HttpResponseRedirect(_rest(exception.campaign), status=303)
        if isinstance(exception, Refusal):
            return plain_answer(request, str(exception), exception.status)
        if isinstance(exception, SignInNeededError):
            return _way_in(request)
        if isinstance(exception, OperationalError | InterfaceError):
            return plain_answer(request, FULL if disk_is_full(exception) else AWAY, 503)
        return None


def plain_answer(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """Return one sentence: as JSON for a script, as a page for a person."""
    if request.accepts("text/html"):
        answer = render(request, "message.html", {"sentence": sentence}, status=status)
    else:
        answer = JsonResponse({"error": sentence}, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = SOON
    return answer


def _rest(campaign: str) -> str:
    return reverse("rest") + (f"?c={campaign}" if campaign else "")


def _way_in(request: HttpRequest) -> HttpResponse:
    if request.method in {"GET", "HEAD"} and request.accepts("text/html"):
        return HttpResponseRedirect(reverse(settings.LOGIN_URL))
    return plain_answer(
        request, "You are not signed in any more. Open your sign-in link, then send again.", 403
    )
