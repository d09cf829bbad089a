"""What a target needs of the network: to post a body, and read the answer as it comes.

The science brings no HTTP client of its own, so that one guarded client (allowlist, address
check, bounds, timeouts) can serve the whole house: `gadfly.shared.outbound.Outbound` is it. A
researcher without the site makes one for the endpoint at hand:

    async with Outbound(Origins.of(private=["http://127.0.0.1:8080"])) as http:
        target = Endpoint(http, base="http://127.0.0.1:8080/v1", model="smol")
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Reply(Protocol):
    """An answer whose headers have come."""

    @property
    def status(self) -> int:
        """The HTTP status; redirects are not followed."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, names in any case."""

    async def read(self) -> bytes:
        """Return what has arrived since the last call, waiting for some; empty at the end.

        Raises BrokenError when the rest will not come, NonsenseError past the bound.
        """


class Http(Protocol):
    """Posts and gets, and nothing else."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> AbstractAsyncContextManager[Reply]:
        """Post `body` and enter with the reply; leaving with an error closes the connection.

        Raises UnreachableError, RefusedError or NonsenseError.
        """

    def get(self, url: str, headers: Mapping[str, str]) -> AbstractAsyncContextManager[Reply]:
        """Ask for `url` and enter with the reply, as in `post`."""
