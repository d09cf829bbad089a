"""The file itself, as it grows."""

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import aiohttp
from yarl import URL

from gadfly.science.weights import Pin
from gadfly.shared.download.errors import AGAIN, CutError, WrongError
from gadfly.shared.download.opening import closed, opened, session, unreachable
from gadfly.shared.download.room import megabytes, room_in

_WHOLE, _REST, _NO_SUCH_REST = 200, 206, 416


async def fetch(
    url: str,
    to: Path,
    pin: Pin,
    *,
    told: Callable[[int], None],
    pauses: Sequence[float] = (),
) -> None:
    """Fetch `url` to `to`, which appears complete or not at all. Raises DownloadError.

    Until then it grows in a file beside it, which a later call continues. `told` hears how many
    bytes are here. When the connection is cut, tries again after each of `pauses`, in seconds.
    """
    growing = _Growing(to, pin)
    waits = iter(pauses)
    with room_in(to.parent, pin.size - growing.size):
        async with session() as client:
            while growing.size < pin.size:
                try:
                    await _go_on(client, url, growing, told)
                except CutError:
                    pause = next(waits, None)
                    if pause is None:
                        raise
                    await asyncio.sleep(pause)
        growing.finish()


class _Growing:
    """What has come so far: `FILE.part`, and beside it the tag of the version it is part of."""

    def __init__(self, to: Path, pin: Pin) -> None:
        self.pin = pin
        self._to = to
        self._part = to.with_name(f"{to.name}.part")
        self._tag = to.with_name(f"{to.name}.part.etag")
        self.size = self._part.stat().st_size if self._part.exists() else 0
        if self.size > pin.size:
            self.begin("")

    def wanted(self) -> dict[str, str]:
        """Return the headers that ask for the rest, of the same version if the server knows versions."""
        if not self.size:
            return {}
        tag = self._tag.read_text() if self._tag.exists() else ""
        return {"Range": f"bytes={self.size}-", **({"If-Range": tag} if tag else {})}

    def begin(self, tag: str) -> None:
        """Forget what came; the version to come is called `tag`."""
        self._part.write_bytes(b"")
        self._tag.write_text("" if tag.startswith("W/") else tag)  # a weak tag does not mean the same bytes
        self.size = 0

    async def take(self, content: aiohttp.StreamReader, told: Callable[[int], None]) -> None:
        """Add what comes."""
        with self._part.open("ab") as part:
            while self.size < self.pin.size and (piece := await content.readany()):
                part.write(piece[: self.pin.size - self.size])
                self.size = part.tell()
                told(self.size)
            part.flush()
            os.fsync(part.fileno())

    def finish(self) -> None:
        """Give the file its name. Raises WrongError if it is another."""
        self._tag.unlink(missing_ok=True)
        if not self.pin.fits(self._part):
            aside = self._part.replace(self._to.with_name(f"{self._to.name}.wrong"))
            raise WrongError(
                f"What came has the wrong checksum; it is set aside as {aside}. Run the same command again "
                "to fetch it anew. If that does not help, the server has another file."
            )
        self._part.replace(self._to)


async def _go_on(
    client: aiohttp.ClientSession, url: str, growing: _Growing, told: Callable[[int], None]
) -> None:
    try:
        response = await opened(client, URL(url), growing.wanted())
        async with response:
            _admit(response, growing)
            await growing.take(response.content, told)
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        if not growing.size:
            raise unreachable(url, error) from error
        raise _cut(growing) from error
    if growing.size < growing.pin.size:
        raise _cut(growing)


def _admit(response: aiohttp.ClientResponse, growing: _Growing) -> None:
    """Make ready for the body that follows. Raises DownloadError if it is not what we asked for."""
    size, expected = growing.size, growing.pin.size
    if response.status == _WHOLE and response.content_length in {expected, None}:
        growing.begin(response.headers.get("ETag", ""))
    elif response.status == _NO_SUCH_REST or (
        response.status == _REST
        and response.headers.get("Content-Range") != f"bytes {size}-{expected - 1}/{expected}"
    ):
        growing.begin("")
        raise _cut(growing)
    elif response.status == _WHOLE:
        raise WrongError(
            f"{response.url.host} has another file: {response.content_length} bytes instead of {expected}."
        )
    elif response.status != _REST:
        raise closed(response)


def _cut(growing: _Growing) -> CutError:
    came, all_of_it = megabytes(growing.size), megabytes(growing.pin.size)
    return CutError(f"The connection was cut after {came} of {all_of_it}. {AGAIN}")
