"""Where requests may go: the origins an admin listed, and the rule for their addresses."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

from yarl import URL

from gadfly.shared.outbound.addresses import is_public

_SCHEMES = frozenset({"http", "https"})
_NOT_AN_ADDRESS = "This is not a web address; it should look like https://host:port/v1."


class Origin(NamedTuple):
    """Scheme, host and port: what a web address is before its path."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        """Return it as one would type it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def literal(self) -> bool:
        """Whether the host is an address, or a spelling some library takes for one.

        No top-level domain begins with a digit.
        """
        return ":" in self.host or self.host.rpartition(".")[2][:1].isdigit()


@lru_cache(maxsize=256)
def origin_of(url: str) -> Origin:
    """Return the origin of `url`; raises ValueError with a sentence that says what is wrong.

    Names are lower case, international ones as in the DNS, without the dot of the root.
    """
    try:
        parsed = URL(url)
        host, port = (parsed.raw_host or "").rstrip("."), parsed.port
    except ValueError as error:
        raise ValueError(_NOT_AN_ADDRESS) from error
    if not host or not port or parsed.scheme not in _SCHEMES:
        raise ValueError(_NOT_AN_ADDRESS)
    if parsed.raw_user or parsed.raw_password:
        raise ValueError("A web address must not hold a name or password; give the key on its own.")
    return Origin(parsed.scheme, host, port)


def base_of(url: str) -> str:
    """Return the base of an endpoint as people give it: with or without /v1, or the whole path.

    Raises ValueError with a sentence if it is no web address.
    """
    origin_of(url)
    parsed = URL(url)
    if parsed.query_string or parsed.fragment:
        raise ValueError("Give the endpoint's address without what follows a ? or #.")
    path = parsed.path.rstrip("/").removesuffix("/completions").removesuffix("/chat")
    return str(parsed.with_path(path or "/v1"))


@dataclass(frozen=True, slots=True)
class Origins:
    """The allowlist. A listed origin may be reached at public addresses; a private one anywhere.

    `private` is for what an admin runs inside: the embedded model on loopback, an own server in
    the local network. The two are apart so that a public name can never be turned inwards by
    whoever holds its DNS.
    """

    public: frozenset[Origin] = frozenset()
    private: frozenset[Origin] = frozenset()

    @classmethod
    def of(cls, *, public: Iterable[str] = (), private: Iterable[str] = ()) -> Self:
        """Return the allowlist of these web addresses; raises ValueError for a bad one."""
        return cls(frozenset(map(origin_of, public)), frozenset(map(origin_of, private)))

    def lists(self, origin: Origin) -> bool:
        """Return whether `origin` may be asked at all."""
        return origin in self.public or origin in self.private

    def permits(self, host: str, port: int, address: str) -> bool:
        """Return whether a connection for `host` and `port` may go to `address`.

        The scheme is not known where names are resolved: an origin that is private over http is
        private over https, being the same socket.
        """
        return is_public(address) or any(
            (origin.host, origin.port) == (host, port) for origin in self.private
        )
