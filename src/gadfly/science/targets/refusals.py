"""What a status other than 200 says: one plain sentence, and whether trying again may help."""

import asyncio
import math
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from gadfly.science.targets import NonsenseError, RefusedError, TargetError
from gadfly.science.targets.http import Reply
from gadfly.science.targets.limits import too_long

_EXCERPT = 300
"""Characters kept of what the server says."""
_READ = 2_000
"""Bytes read of it: it may say at some length that the dialogue is too long."""
_EXCERPT_SECONDS = 2.0
_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0


class NotAcceptedError(RefusedError):
    """The endpoint will not take this request as it is put, whatever the key and however often."""


_FAULTS = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})
_TEXTS: dict[int, tuple[type[TargetError], str]] = {
    HTTPStatus.UNAUTHORIZED: (
        RefusedError,
        "The endpoint does not accept the key; whoever set it up has to enter a valid one.",
    ),
    HTTPStatus.PAYMENT_REQUIRED: (
        RefusedError,
        "The account at the endpoint is used up; whoever set it up has to see to it.",
    ),
    HTTPStatus.NOT_FOUND: (
        RefusedError,
        "The endpoint does not know this model or this path; check the model's name and the address.",
    ),
    HTTPStatus.BAD_REQUEST: (
        NotAcceptedError,
        "The endpoint does not accept the request; the conversation may be too long for this model.",
    ),
    HTTPStatus.NOT_IMPLEMENTED: (
        NotAcceptedError,
        "The endpoint cannot do what was asked of it; check what answers there.",
    ),
}
_TEXTS[HTTPStatus.FORBIDDEN] = _TEXTS[HTTPStatus.UNAUTHORIZED]
_TEXTS[HTTPStatus.REQUEST_ENTITY_TOO_LARGE] = _TEXTS[HTTPStatus.BAD_REQUEST]
_TEXTS[HTTPStatus.UNPROCESSABLE_ENTITY] = _TEXTS[HTTPStatus.BAD_REQUEST]


async def refusal(reply: Reply) -> TargetError:
    """Return the error that `reply` amounts to. Its detail quotes the server."""
    said = await _said(reply)
    detail = f"status {reply.status} {said[:_EXCERPT]}".strip()
    status, after = reply.status, seconds_asked(reply.headers)
    if status in _TEXTS:
        kind, text = _TEXTS[status]
        if kind is NotAcceptedError and (refused := too_long(said, detail)):
            return refused
        return kind(text, detail=detail)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RefusedError(
            f"The model is busy; try again {_when(after)}.", detail=detail, passing=True, after=after
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _FAULTS:
        return RefusedError(
            f"The model's server failed; try again {_when(after)}.", detail=detail, passing=True, after=after
        )
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return NonsenseError(
            "The endpoint points to another address, which is not followed; enter that address in its place.",
            detail=f"{detail} to {reply.headers.get('Location', 'nowhere')[:_EXCERPT]}",
        )
    return NonsenseError(
        "The endpoint gave an answer that means nothing here; check its address.", detail=detail
    )


def seconds_asked(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds Retry-After asks for; None if it says nothing that can be understood.

    A date counts from the answer's own Date, so that neither clock has to be right.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:12])
    with suppress(ValueError, TypeError, OverflowError):
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, wait.total_seconds())
    return None


def _when(after: float | None) -> str:
    if after is None or after <= _MINUTE:
        return "in a minute"
    if after > _DAY:  # whoever asks for more does not mean a number
        return "another day"
    if after > 2 * _HOUR:
        return f"in {math.ceil(after / _HOUR)} hours"
    return f"in {math.ceil(after / _MINUTE)} minutes"


async def _said(reply: Reply) -> str:
    """Return the first words of the body, on one line; whatever goes wrong, it is only a detail."""
    body = b""
    with suppress(TargetError, TimeoutError):
        async with asyncio.timeout(_EXCERPT_SECONDS):
            while len(body) < _READ and (data := await reply.read()):
                body += data
    return " ".join(body[:_READ].decode(errors="replace").split())
