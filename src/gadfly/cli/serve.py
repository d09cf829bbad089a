"""`gadfly serve`: one web process."""

import argparse
import sys
from typing import Any

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
GRACE = 20
"""Seconds that streams have to finish when the server is told to stop (R7)."""


def add_parser(commands: Any) -> None:  # noqa: ANN401 -- argparse names its own type privately
    """Add the command's options."""
    made = commands.add_parser("serve", help="serve the site")
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    made.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from gadfly.cli.setting import may_serve, set_up

    set_up()
    from django.conf import settings

    if settings.DEMO and args.host not in LOOPBACK:
        print(
            "gadfly: the demo hands out sign-in links, so it listens on this machine only.", file=sys.stderr
        )
        return 1
    if not may_serve():
        return 1
    import uvicorn

    uvicorn.run(
        "gadfly.site.asgi:application",
        host=args.host,
        port=args.port,
        workers=1,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE,
        server_header=False,
        date_header=True,
        proxy_headers=False,
    )
    return 0
