"""A model server that misbehaves in every way R11 lists: real sockets, real bytes.

The first part of the path says how: a target with the base `hostile.base("no_answer")` gets no
answer. Counted are the requests for each way, and the connections that are still open.
"""

import asyncio
import gzip
import json
import socket
import struct
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from tests.patience import until

Behaviour = Callable[["Wire"], Awaitable[None]]

BEHAVIOURS: dict[str, Behaviour] = {}
CRLF = "\r\n"
_TLS = b"\x16"
"""How a client that speaks TLS begins."""

_GONE = (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
"""What the server hears when its client has left."""


class Wire:
    """One connection, after the request has been read; it is the `nth` for this behaviour.

    It speaks as chat completions do, or as `raw` ones.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, nth: int, *, raw: bool
    ) -> None:
        self.nth = nth
        self._raw = raw
        self._reader = reader
        self._writer = writer

    def event(self, text: str, *, index: int = 0, finish: str | None = None) -> bytes:
        words = {"text": text} if self._raw else {"delta": {"content": text}}
        choice = {"index": index, **words, "finish_reason": finish}
        return b"data: " + json.dumps({"choices": [choice]}, ensure_ascii=False).encode() + b"\n\n"

    @property
    def first(self) -> bytes:
        return self.event("Boil ") + self.event("the ")

    @property
    def whole(self) -> bytes:
        return self.first + self.event("water.", finish="stop") + b"data: [DONE]\n\n"

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def headers(self, status: str = "200 OK", **headers: str) -> None:
        lines = [f"HTTP/1.1 {status}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.send(CRLF.join([*lines, "", ""]).encode())

    async def events(self, data: bytes) -> None:
        """Begin a stream whose end is the end of the connection."""
        await self.headers(Content_Type="text/event-stream")
        await self.send(data)

    async def answer(self, status: str, data: bytes, **headers: str) -> None:
        await self.headers(status, Content_Length=str(len(data)), **headers)
        await self.send(data)

    async def silence(self) -> None:
        """Wait until the client has gone."""
        with suppress(ConnectionError):
            while await self._reader.read(2**16):
                pass

    async def reset(self) -> None:
        """Cut the connection without a goodbye."""
        await asyncio.sleep(0.02)  # let what was sent arrive: a reset overtakes it
        raw = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


def behaviour(function: Behaviour) -> Behaviour:
    BEHAVIOURS[function.__name__] = function
    return function


@behaviour
async def good(wire: Wire) -> None:
    await wire.events(wire.whole)


@behaviour
async def no_answer(wire: Wire) -> None:
    await wire.silence()


@behaviour
async def hang_after_headers(wire: Wire) -> None:
    await wire.events(b"")
    await wire.silence()


@behaviour
async def hang_in_mid_stream(wire: Wire) -> None:
    await wire.events(wire.first)
    await wire.silence()


@behaviour
async def one_byte_at_a_time(wire: Wire) -> None:
    await wire.events(b"")
    for byte in wire.whole:
        await wire.send(bytes([byte]))
        await asyncio.sleep(0.05)


@behaviour
async def wrong_key(wire: Wire) -> None:
    await wire.answer("401 Unauthorized", b'{"error": {"message": "Incorrect key: sk-canary"}}')


@behaviour
async def busy_for_seconds(wire: Wire) -> None:
    await wire.answer("429 Too Many Requests", b"", Retry_After="3")


@behaviour
async def busy_until_a_date(wire: Wire) -> None:
    await wire.answer(
        "429 Too Many Requests",
        b"",
        Date="Sun, 06 Nov 1994 08:49:37 GMT",
        Retry_After="Sun, 06 Nov 1994 08:49:42 GMT",
    )


@behaviour
async def busy_for_ever(wire: Wire) -> None:
    await wire.answer("429 Too Many Requests", b"", Retry_After="9" * 30)


@behaviour
async def server_error(wire: Wire) -> None:
    await wire.answer("500 Internal Server Error", b"Traceback (most recent call last)")


@behaviour
async def web_page(wire: Wire) -> None:
    await wire.answer("200 OK", b"<!doctype html>\n<title>Welcome</title>\n", Content_Type="text/html")


@behaviour
async def broken_json(wire: Wire) -> None:
    await wire.events(wire.first + b'data: {"choices": [{"index": 0, "delta"\n\n')


@behaviour
async def character_cut_at_the_end(wire: Wire) -> None:
    said = wire.event("café")
    await wire.events(wire.first + said[: said.index("é".encode()) + 1])


@behaviour
async def character_cut_in_a_line(wire: Wire) -> None:
    await wire.events(wire.first + wire.event("café").replace("é".encode(), b"\xc3"))


@behaviour
async def half_a_stream(wire: Wire) -> None:
    await wire.events(wire.first)


@behaviour
async def half_a_line(wire: Wire) -> None:
    await wire.events(wire.first + wire.event("water")[:20])


@behaviour
async def nuls(wire: Wire) -> None:
    await wire.events(wire.first + bytes(64) + b"\n\n")


@behaviour
async def empty_reply(wire: Wire) -> None:
    await wire.answer("200 OK", b"", Content_Type="text/event-stream")


@behaviour
async def hundred_megabytes(wire: Wire) -> None:
    await wire.events(wire.first)
    for _ in range(100):
        await wire.send(b":" + b"x" * (2**20 - 2) + b"\n")


@behaviour
async def hundred_megabytes_announced(wire: Wire) -> None:
    await wire.headers(Content_Length=str(100 * 2**20))
    await wire.silence()


@behaviour
async def gzip_bomb(wire: Wire) -> None:
    await wire.answer("200 OK", gzip.compress(bytes(2**24)), Content_Encoding="gzip")


@behaviour
async def ten_thousand_headers(wire: Wire) -> None:
    await wire.headers(**{f"X_{number}": "y" for number in range(10_000)})
    await wire.send(wire.whole)


@behaviour
async def redirect(wire: Wire) -> None:
    await wire.answer("302 Found", b"", Location="/good/v1/chat/completions")


@behaviour
async def shorter_than_announced(wire: Wire) -> None:
    await wire.headers(Content_Length="10000")
    await wire.send(wire.first)


@behaviour
async def longer_than_announced(wire: Wire) -> None:
    await wire.answer("200 OK", wire.first)
    await asyncio.sleep(0.02)
    await wire.send(wire.whole)


@behaviour
async def reset_before_the_answer(wire: Wire) -> None:
    await wire.reset()


@behaviour
async def reset_in_mid_stream(wire: Wire) -> None:
    await wire.headers(Content_Length="10000")
    await wire.send(wire.first)
    await wire.reset()


@behaviour
async def error_in_the_stream(wire: Wire) -> None:
    await wire.events(wire.first + b'data: {"error": {"message": "out of memory"}}\n\n')


@behaviour
async def failing_once(wire: Wire) -> None:
    await (wire.answer("503 Service Unavailable", b"") if wire.nth == 1 else wire.events(wire.whole))


@behaviour
async def half_a_stream_then_good(wire: Wire) -> None:
    await wire.events(wire.first if wire.nth == 1 else wire.whole)


@behaviour
async def not_http(wire: Wire) -> None:
    await wire.send(b"220 mail.example ESMTP ready\r\n")


class Hostile:
    """The running server."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.open = 0
        self.port = 0

    def base(self, name: str, *, scheme: str = "http") -> str:
        """Return the base of an endpoint that behaves as `name` says."""
        return f"{scheme}://127.0.0.1:{self.port}/{name}/v1"

    async def quiet(self) -> bool:
        """Return whether every connection is closed, now or soon."""
        await until(lambda: not self.open)
        return not self.open

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            with suppress(*_GONE):
                head = await reader.readexactly(1)
                if head == _TLS:
                    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    return
                head += await reader.readuntil(b"\r\n\r\n")
                name = head.split(b"/", 2)[1].decode()
                self.requests[name] += 1
                length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
                await reader.readexactly(int(length or 0))
                raw = b"/v1/completions" in head
                await BEHAVIOURS[name](Wire(reader, writer, self.requests[name], raw=raw))
        finally:
            writer.close()
            self.open -= 1


@asynccontextmanager
async def hostile_server() -> AsyncGenerator[Hostile]:
    """Run it on a free port of loopback."""
    hostile = Hostile()
    server = await asyncio.start_server(hostile.serve, "127.0.0.1", 0)
    hostile.port = server.sockets[0].getsockname()[1]
    try:
        yield hostile
    finally:
        server.close()
        await server.wait_closed()
