"""`gadfly serve`: one web process."""

import argparse
import sys
from typing import Any

from gadfly.cli.ports import LOOPBACK, is_free

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
    from django.db import connection

    from gadfly.site.alone import alone

    reason = _refusal(args.host, args.port, demo=bool(settings.DEMO), https=settings.HTTPS)
    if reason:
        print(f"gadfly: {reason}", file=sys.stderr)
        return 1
    if not may_serve():
        return 1
    if connection.vendor != "sqlite":
        return _serve(args.host, args.port)
    with alone(settings.DATA_DIR) as ours:
        if ours:
            return _serve(args.host, args.port)
    print(f"gadfly: another process serves {settings.DATA_DIR} already. Stop it first.", file=sys.stderr)
    return 1


def _refusal(host: str, port: int, *, demo: bool, https: bool) -> str:
    if demo and host not in LOOPBACK:
        return "the demo hands out sign-in links, so it listens on this machine only."
    if not https and host not in LOOPBACK:
        return f"{host} can be reached from other machines. Put a proxy in front, and set GADFLY_HTTPS to 1."
    if not is_free(host, port):
        return f"{host}:{port} cannot be listened on; port {port} is probably taken. Choose another: --port"
    return ""


def _serve(host: str, port: int) -> int:
    import uvicorn

    uvicorn.run(
        "gadfly.site.asgi:application",
        host=host,
        port=port,
        workers=1,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE,
        server_header=False,
        date_header=True,
        proxy_headers=False,
    )
    return 0
