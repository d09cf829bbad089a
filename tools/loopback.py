"""Ports on this machine."""

import socket


def free_port() -> int:
    """Return a loopback port nobody listens on. It is free until somebody takes it: use it at once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
