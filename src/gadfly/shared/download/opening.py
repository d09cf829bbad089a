"""An address is opened: https, or plain http on this machine, however often it points elsewhere."""

from http import HTTPStatus
from ipaddress import ip_address

import aiohttp
from yarl import URL

from gadfly.shared.download.errors import AGAIN, ClosedError, CutError

_REDIRECTS = 5
_PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=15, sock_read=30)
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "gadfly"}
_ELSEWHERE = {301, 302, 303, 307, 308}
_LATER = {408, 425, 429, 500, 502, 503, 504}


def session() -> aiohttp.ClientSession:
    """Return a client for one download; proxies and .netrc count, as they do for pip."""
    return aiohttp.ClientSession(timeout=_PATIENCE, trust_env=True, auto_decompress=False)


async def size_of(url: str) -> int:
    """Return how many bytes the file at `url` has. Raises CutError for a busy host, ClosedError."""
    try:
        async with session() as client, await opened(client, URL(url), {}) as response:
            size = response.content_length
            if response.status != HTTPStatus.OK or size is None:
                raise closed(response)
            return size
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        raise unreachable(url, error) from error


async def opened(client: aiohttp.ClientSession, url: URL, wanted: dict[str, str]) -> aiohttp.ClientResponse:
    """Return what answers at `url`, or where that points. Raises CutError for a busy host, ClosedError."""
    for _ in range(_REDIRECTS + 1):
        if not _permitted(url):
            raise ClosedError(f"{url.scheme}://{url.host} is not safe to fetch from: it must be https.")
        response = await client.get(url, headers={**_HEADERS, **wanted}, allow_redirects=False)
        if response.status in _LATER:
            response.close()
            raise CutError(f"{url.host} is busy (status {response.status}). {AGAIN}")
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


def unreachable(url: str, error: Exception) -> ClosedError:
    """Return the error for a host that does not answer."""
    return ClosedError(f"{URL(url).host} cannot be reached ({error}).")


def closed(response: aiohttp.ClientResponse) -> ClosedError:
    """Return the error for an answer that is no file."""
    return ClosedError(f"{response.url.host} does not give it to us (status {response.status}).")
