"""What can go wrong on the way out, each as one plain sentence and a detail for the admin."""

from typing import NamedTuple

import aiohttp

from gadfly.science.targets import (
    AbsentError,
    BrokenError,
    NonsenseError,
    RefusedError,
    TargetError,
    UnreachableError,
)
from gadfly.shared.outbound.origins import Origin


class _Case(NamedTuple):
    """What to say when no headers came because of one of these `causes`."""

    causes: type[Exception] | tuple[type[Exception], ...]
    kind: type[TargetError]
    text: str
    passing: bool = False


_CASES = (  # the first that fits counts; a time-out is also an OSError, a lookup also a connection
    _Case(
        aiohttp.ClientConnectorCertificateError,
        UnreachableError,
        "The endpoint's certificate is not valid; whoever runs it has to renew it.",
    ),
    _Case(
        aiohttp.ClientConnectorSSLError,
        UnreachableError,
        "No secure connection to the endpoint could be made; check whether it speaks https.",
    ),
    _Case(
        aiohttp.ClientConnectorDNSError,
        UnreachableError,
        "The endpoint's name leads nowhere; check how it is spelt.",
        passing=True,
    ),
    _Case(
        (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError),
        UnreachableError,
        "Nothing answers at the endpoint; check that it runs, or try again in a minute.",
        passing=True,
    ),
    _Case(
        TimeoutError, UnreachableError, "The model did not answer in time; try again in a minute."
    ),  # not passing: the person has waited once already
    _Case(aiohttp.InvalidURL, RefusedError, "The endpoint's address cannot be used; check how it is spelt."),
    _Case(
        aiohttp.ClientResponseError,
        NonsenseError,
        "The endpoint's answer is not proper HTTP; check its address.",
    ),
    _Case(
        Exception,
        UnreachableError,
        "The endpoint hung up before it answered; try again in a minute.",
        passing=True,
    ),
)


def unanswered(error: Exception, origin: Origin) -> TargetError:
    """Return the error for a request whose headers never came."""
    case = next(case for case in _CASES if isinstance(error, case.causes))
    absent = isinstance(getattr(error, "os_error", None), ConnectionRefusedError)
    kind = AbsentError if absent else case.kind
    return kind(case.text, detail=_detail(error, origin), passing=case.passing)


def cut(error: Exception, origin: Origin) -> BrokenError:
    """Return the error for a body that stopped before its end."""
    if isinstance(error, TimeoutError):
        return BrokenError(
            "The model stopped in the middle of its reply; try again.", detail=_detail(error, origin)
        )
    return BrokenError(
        "The connection broke in the middle of the reply; try again.",
        detail=_detail(error, origin),
        passing=True,
    )


def _detail(error: Exception, origin: Origin) -> str:
    cause = getattr(error, "os_error", error)
    return f"{origin}: {getattr(cause, 'strerror', None) or type(error).__name__}"


def forbidden(detail: str) -> RefusedError:
    """Return the error for an address that the allowlist or the address check refuses."""
    return RefusedError(
        "This endpoint's address is not allowed here; an administrator can put it on the list of origins.",
        detail=detail,
    )


def busy(streams: int) -> RefusedError:
    """Return the error for more requests at once than we bear: shed, not queued."""
    return RefusedError(
        "Too many replies are being written at this moment; try again in a few seconds.",
        detail=f"{streams} requests are under way",
        passing=True,
    )


def too_long(origin: Origin) -> NonsenseError:
    """Return the error for a body past the bound."""
    return NonsenseError(
        "The endpoint sent far more than a reply can be, so the rest was left; check what answers there.",
        detail=f"{origin}: body beyond the bound",
    )


def compressed(origin: Origin, coding: str) -> NonsenseError:
    """Return the error for a packed body where a plain one was asked for: unpacking can fill the memory."""
    return NonsenseError(
        "The endpoint sent a compressed reply, which is not accepted; switch compression off there.",
        detail=f"{origin}: Content-Encoding {coding[:40]}",
    )
