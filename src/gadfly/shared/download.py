"""Fetches one large file whose content is known beforehand, and goes on where it was cut.

The second way out of this house, beside `gadfly.shared.outbound`, for another purpose: the
address comes from the operator's own pip, so there is no list of allowed origins, and what comes
is worth nothing until its SHA-256 is the pinned one. Addresses must be https, or plain http on
this machine, as with pip; redirects are held to the same; certificates are checked against the
system's; proxies and .netrc count, as they do for pip.

    DownloadError
    ├── ClosedError   it cannot be had this way; pip, which knows more ways, may get it
    ├── CutError      the rest did not come; what did is kept
    ├── FullError     no room for it; what came is kept
    ├── BusyError     somebody else is at it
    └── WrongError    it is another file; set aside, so that the next try begins anew

Every error's text says in a sentence or two what happened and what to do.
"""

import asyncio
import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import aiohttp
from yarl import URL

from gadfly.science.weights import Pin

AGAIN = "Run the same command again: it goes on from there."

_REDIRECTS = 5
_PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=15, sock_read=30)
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "gadfly"}
_WHOLE, _REST, _NO_SUCH_REST = 200, 206, 416
_ELSEWHERE = {301, 302, 303, 307, 308}
_LATER = {408, 425, 429, 500, 502, 503, 504}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DownloadError(Exception):
    """The file is not here."""


class ClosedError(DownloadError):
    """It cannot be had this way; pip may get it."""


class CutError(DownloadError):
    """The rest did not come; what did is kept."""


class FullError(DownloadError):
    """No room for it; what came is kept."""


class BusyError(DownloadError):
    """Somebody else is at it."""


class WrongError(DownloadError):
    """It is another file."""


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
        async with aiohttp.ClientSession(timeout=_PATIENCE, trust_env=True, auto_decompress=False) as session:
            while growing.size < pin.size:
                try:
                    await _go_on(session, url, growing, told)
                except CutError:
                    pause = next(waits, None)
                    if pause is None:
                        raise
                    await asyncio.sleep(pause)
        growing.finish()


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let one program at a time work in `folder`, made if absent. Raises BusyError."""
    folder.mkdir(parents=True, exist_ok=True)
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            busy = f"Another program fetches into {folder} just now. Wait until it is done."
            raise BusyError(busy) from error
        yield
    finally:
        os.close(held)


@contextmanager
def room_in(folder: Path, size: int = 0) -> Iterator[None]:
    """Do what needs `size` more bytes in `folder`. Raises FullError, beforehand if it can be foreseen."""
    if size and (free := shutil.disk_usage(folder).free) < size:
        raise _full(folder, f"{megabytes(size)} are needed and {megabytes(free)} are free")
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _full(folder, "the disk, or your share of it, is full") from error
        raise


def megabytes(size: int) -> str:
    """Return a number of bytes as people read it, in units of 10^6 bytes."""
    return f"{size / 1e6:,.1f} MB"


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
                "to fetch it anew. If that does not help, the server that your pip uses has another file."
            )
        self._part.replace(self._to)


async def _go_on(
    session: aiohttp.ClientSession, url: str, growing: _Growing, told: Callable[[int], None]
) -> None:
    try:
        response = await _opened(session, URL(url), growing.wanted())
        async with response:
            _admit(response, growing)
            await growing.take(response.content, told)
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        if not growing.size:
            raise ClosedError(f"{URL(url).host} cannot be reached ({error}).") from error
        raise _cut(growing) from error
    if growing.size < growing.pin.size:
        raise _cut(growing)


async def _opened(session: aiohttp.ClientSession, url: URL, wanted: dict[str, str]) -> aiohttp.ClientResponse:
    for _ in range(_REDIRECTS + 1):
        if not _permitted(url):
            raise ClosedError(f"{url.scheme}://{url.host} is not safe to fetch from: it must be https.")
        response = await session.get(url, headers={**_HEADERS, **wanted}, allow_redirects=False)
        if response.status not in _ELSEWHERE:
            return response
        response.close()
        url = url.join(URL(response.headers.get("Location", "")))
    raise ClosedError(f"{url.host} only ever points elsewhere.")


def _permitted(url: URL) -> bool:
    if url.scheme == "https":
        return True
    try:
        return url.scheme == "http" and (url.host == "localhost" or ip_address(url.host or "").is_loopback)
    except ValueError:
        return False


def _admit(response: aiohttp.ClientResponse, growing: _Growing) -> None:
    """Make ready for the body that follows. Raises DownloadError if it is not what we asked for."""
    size, expected = growing.size, growing.pin.size
    if response.status in _LATER:
        raise CutError(f"{response.url.host} is busy (status {response.status}). {AGAIN}")
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
        raise ClosedError(f"{response.url.host} does not give it to us (status {response.status}).")


def _cut(growing: _Growing) -> CutError:
    came, all_of_it = megabytes(growing.size), megabytes(growing.pin.size)
    return CutError(f"The connection was cut after {came} of {all_of_it}. {AGAIN}")


def _full(folder: Path, how: str) -> FullError:
    return FullError(f"There is no room in {folder}: {how}. Make some. {AGAIN}")
