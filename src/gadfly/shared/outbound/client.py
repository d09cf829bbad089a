"""The client itself: aiohttp behind the guard, with bounds and timeouts."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from gadfly.science.targets import TargetError
from gadfly.shared.outbound import failures
from gadfly.shared.outbound.connector import Connector, made
from gadfly.shared.outbound.guard import Guard
from gadfly.shared.outbound.origins import Origin, Origins

_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "gadfly"}
_LINGER = 0.25
"""Seconds given to the end of a body that we have read enough of, so the connection is reusable."""
_DROPPED = (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)
"""How a connection ends that the server has closed, having offered to keep it."""
_TRIES = 3
"""Connections tried while each turns out to have been closed since it was last used."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long and how much: seconds to connect, between two reads and in all; bytes of a body.

    `streams` bounds the requests under way at once: one more is refused, not queued.
    """

    connect: float = 5.0
    read: float = 60.0
    total: float = 300.0
    body: int = 16 * 2**20
    streams: int = 512


class Body:
    """A reply with bounds; the Reply of `gadfly.science.targets.http`."""

    def __init__(self, response: aiohttp.ClientResponse, origin: Origin, bound: int) -> None:
        self.status: int = response.status
        self.headers: Mapping[str, str] = response.headers
        self._response = response
        self._origin = origin
        self._left = bound

    async def read(self) -> bytes:
        """Return what has arrived; empty at the end. Raises BrokenError, NonsenseError."""
        try:
            data = await self._response.content.readany()
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            raise failures.cut(error, self._origin) from error
        self._left -= len(data)
        if self._left < 0:
            raise failures.too_long(self._origin)
        return data

    async def finish(self) -> None:
        """Read on to the end if it is near; a connection left in mid-body cannot be used again."""
        if self._response.content.at_eof():
            return
        with suppress(TargetError, TimeoutError):
            async with asyncio.timeout(_LINGER):
                while await self.read():
                    pass


class Outbound:
    """The only HTTP client. It goes to listed origins at permitted addresses; see `Origins`.

    No redirects, no proxies or keys from the environment, no cookies, no compression. Make one
    for a process, inside its event loop, and keep it: it holds the connections.

        async with Outbound(Origins.of(public=["https://models.example"])) as http: ...
    """

    def __init__(
        self, origins: Origins, *, bounds: Bounds | None = None, names: AbstractResolver | None = None
    ) -> None:
        """`names` resolves names, and is closed with the client; the system does if it is None."""
        self._bounds = bounds or Bounds()
        self._guard = Guard(origins, names or aiohttp.ThreadedResolver())
        self._open = 0
        self._session = aiohttp.ClientSession(
            connector=Connector(limit=0, resolver=self._guard),
            timeout=aiohttp.ClientTimeout(
                total=self._bounds.total, sock_connect=self._bounds.connect, sock_read=self._bounds.read
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()
        await self._guard.close()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> AbstractAsyncContextManager[Body]:
        """Post `body` and enter with the reply, once its headers have come.

        Raises RefusedError (not allowed, or too much at once), UnreachableError, NonsenseError.
        """
        return self._exchange("POST", url, body, headers)

    def get(self, url: str, headers: Mapping[str, str]) -> AbstractAsyncContextManager[Body]:
        """Ask for `url` and enter with the reply; raises as `post` does."""
        return self._exchange("GET", url, None, headers)

    @asynccontextmanager
    async def _exchange(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]
    ) -> AsyncGenerator[Body]:
        origin = self._guard.admit(url)
        if self._open >= self._bounds.streams:
            raise failures.busy(self._bounds.streams)
        self._open += 1
        try:
            response = await self._send(method, url, body, headers, origin)
            try:
                reply = self._accepted(response, origin)
                yield reply
                await reply.finish()
            finally:
                if not response.closed:  # as it is once the body was read to its end
                    response.close()
        finally:
            self._open -= 1

    async def _send(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], origin: Origin
    ) -> aiohttp.ClientResponse:
        tries = _TRIES
        while True:
            tries -= 1
            made.set(False)
            try:
                return await self._session.request(
                    method, URL(url), data=body, headers={**_HEADERS, **headers}, allow_redirects=False
                )
            except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
                if made.get() or not tries or not isinstance(error, _DROPPED):
                    raise failures.unanswered(error, origin) from error

    def _accepted(self, response: aiohttp.ClientResponse, origin: Origin) -> Body:
        coding = response.headers.get("Content-Encoding", "").strip().lower()
        if coding not in {"", "identity"}:
            raise failures.compressed(origin, coding)
        if (response.content_length or 0) > self._bounds.body:
            raise failures.too_long(origin)
        return Body(response, origin, self._bounds.body)
