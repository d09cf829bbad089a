"""The limit for writes: bare ASGI, one INSERT into SQLite, synchronous=FULL, one commit each.

    python -m benchmarks.bare_asgi FILE PORT

No person, no permission, no form but the standard library's. What a site writes cannot cost less.
"""

import sqlite3
import sys
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Handler:
    """Writes what is posted as one row, then says so."""

    def __init__(self, file: str) -> None:
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("CREATE TABLE IF NOT EXISTS said (id INTEGER PRIMARY KEY, path, fields)")

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            body = (await receive())["body"]
            fields = parse_qsl(body.decode())
            self._database.execute(
                "INSERT INTO said (path, fields) VALUES (?, ?)", (scope["path"], str(fields))
            )
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
            await send({"type": "http.response.body", "body": b"saved"})


if __name__ == "__main__":
    uvicorn.run(
        Handler(sys.argv[1]),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        loop="uvloop",
        http="httptools",
        lifespan="off",
        access_log=False,
        log_level="warning",
    )
