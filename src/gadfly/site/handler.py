"""Django's ASGI handler without a thread a request.

Django's own opens a thread, with a database connection, for as long as a response streams: 200
streams, 200 threads. Here a synchronous view runs in the page pool, an asynchronous one in the
loop, and closing a response costs no hop.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import wraps
from io import BytesIO
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, set_script_prefix
from django.views.decorators.csrf import csrf_exempt

from gadfly.shared.pool import in_pool
from gadfly.shared.refusal import Refusal
from gadfly.site.middleware import HEADERS

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


TOO_MUCH = "gadfly.too_much"
"""Where a request says that its body was not kept."""


class TooMuch(Refusal):
    """More was sent than is taken."""

    status = 413


class Handler(ASGIHandler):
    """Serves every route of the site."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; when the client leaves, the answer is cancelled."""
        try:
            body = await _body(receive)
        except RequestAborted:
            return
        set_script_prefix(get_script_prefix(scope))
        request, _ = self.create_request(scope, BytesIO(body or b""))
        if request is not None:
            request.META[TOO_MUCH] = body is None
            await self._answer(request, receive, send)
        else:  # no middleware sees what has no address
            sentence = "This address could not be understood."
            await self.send_response(HttpResponse(sentence, status=400, headers=HEADERS), send)

    async def _answer(self, request: ASGIRequest, receive: Receive, send: Send) -> None:
        answer = asyncio.create_task(self._respond(request, send))
        gone = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            if not answer.done():
                answer.cancel()
        with suppress(asyncio.CancelledError):
            await answer

    async def _respond(self, request: ASGIRequest, send: Send) -> None:
        response = await self.run_get_response(request)
        try:
            await self.send_response(response, send)
        finally:
            response.close()

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Return the view for the request; a synchronous one will run in the page pool."""
        match = super().resolve_request(request)
        if request.META[TOO_MUCH]:
            match.func = _refuse
        elif not iscoroutinefunction(match.func):
            match.func = _pooled(match.func)
        return match


async def _body(receive: Receive) -> bytes | None:
    """Return what was sent; None when it is more than is taken, of which nothing is kept."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)


@csrf_exempt  # its token went with the rest of the body; the view changes nothing
async def _refuse(_request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponseBase:
    raise TooMuch("That is more than this site takes at once, a megabyte. Shorten it and send it again.")


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _pooled(view: Callable[..., HttpResponseBase]) -> Callable[..., Awaitable[HttpResponseBase]]:
    @wraps(view)
    async def pooled(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return await in_pool(view, request, *args, **kwargs)

    return pooled
