"""Where connections are made and kept: aiohttp's own, and a mark at those that are new.

A server may close a connection that it offered to keep; llama.cpp's does after every stream. Whoever
uses it next finds out by a failure, which means something only on a connection that was new. aiohttp's
tracing tells the two apart as well, at some 40 µs a request.
"""

from contextvars import ContextVar
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.tracing import Trace

made = ContextVar("made", default=False)
"""Set to true when a connection is made for the request of this task."""


class Connector(aiohttp.TCPConnector):
    """Marks each connection it makes in `made`."""

    async def _create_connection(
        self,
        req: aiohttp.ClientRequest,
        traces: "list[Trace]",
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 -- aiohttp's own name for its bounds
    ) -> "ResponseHandler":
        made.set(True)
        return await super()._create_connection(req, traces, timeout)
