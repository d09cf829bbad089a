"""The guard between names and connections: only permitted addresses come through."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from gadfly.shared.outbound import failures
from gadfly.shared.outbound.origins import Origin, Origins, origin_of


class Guard(AbstractResolver):
    """Resolves a name once, for one connection, and lets only permitted addresses through.

    One forbidden address among several forbids the name: whoever mixes them means no good. The
    connection goes to the addresses returned, so a later answer of the DNS cannot redirect it.
    """

    def __init__(self, origins: Origins, names: AbstractResolver) -> None:
        self._origins = origins
        self._names = names

    def admit(self, url: str) -> Origin:
        """Return the origin of `url` if it is listed; raises RefusedError.

        An address in place of a name is checked here, since it is never resolved.
        """
        try:
            origin = origin_of(url)
        except ValueError as error:
            raise failures.forbidden(str(error)) from error
        if not self._origins.lists(origin):
            raise failures.forbidden(f"{origin} is not on the list")
        if origin.literal:
            self._check(origin.host, origin.port, origin.host)
        return origin

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of `host`; raises RefusedError if one of them is forbidden."""
        found = await self._names.resolve(host, port, family)
        for entry in found:
            self._check(host.rstrip("."), port, entry["host"])
        return found

    async def close(self) -> None:
        """Close the resolver behind."""
        await self._names.close()

    def _check(self, host: str, port: int, address: str) -> None:
        if not self._origins.permits(host, port, address):
            raise failures.forbidden(f"{host}:{port} leads to {address}, which is not public")
