"""Fetches one large file whose content is known beforehand, and goes on where it was cut.

The second way out of this house, beside `gadfly.shared.outbound`, for another purpose: the
address comes from the operator, or the operator's own pip, so there is no list of allowed
origins, and what comes is worth nothing until its SHA-256 is the pinned one. Addresses must be
https, or plain http on this machine, as with pip; redirects are held to the same; certificates
are checked against the system's; proxies and .netrc count, as they do for pip.
"""

from gadfly.shared.download.errors import (
    AGAIN,
    BusyError,
    ClosedError,
    CutError,
    DownloadError,
    FullError,
    WrongError,
)
from gadfly.shared.download.fetching import fetch
from gadfly.shared.download.opening import size_of
from gadfly.shared.download.room import alone_in, megabytes, room_in

__all__ = [
    "AGAIN",
    "BusyError",
    "ClosedError",
    "CutError",
    "DownloadError",
    "FullError",
    "WrongError",
    "alone_in",
    "fetch",
    "megabytes",
    "room_in",
    "size_of",
]
