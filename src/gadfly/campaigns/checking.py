"""Checking an endpoint: what answers there, asked by a client of its own within bounds of its own."""

from collections.abc import Callable

from gadfly.science.targets import TargetError
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.found import Found
from gadfly.science.targets.probing import probe
from gadfly.shared.outbound import Origins, Outbound

WITHIN, EACH = 45.0, 15.0
"""Seconds for a check in all, and for one of its requests."""


async def look_at(
    base: str, model: str, *, key: Callable[[], str] | None, origins: Origins, within: float = WITHIN
) -> Found:
    """Return what answers at `base` under the name `model`. Whatever goes wrong is among its problems."""
    try:
        if key is not None:
            key()  # one that does not open would fail each request in turn
    except TargetError as error:
        return Found(problems=(str(error),), details=(error.detail,))
    async with Outbound(origins) as http:
        return await probe(Endpoint(http=http, base=base, model=model, key=key), within=within, each=EACH)
