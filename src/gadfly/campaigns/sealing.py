"""An endpoint's key: sealed in its row, or in the environment, and told only to the endpoint itself."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from gadfly.science.targets import RefusedError
from gadfly.science.targets.key import Key
from gadfly.shared.outbound import origin_of
from gadfly.shared.sealed import Seal, SealedError, seal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Endpoint

UNREADABLE = "The endpoint's key cannot be read; whoever set it up has to enter it again."


class SealedKey:
    """A key that is opened when it is first asked for; its repr tells nothing."""

    __slots__ = ("_key", "_sealed", "_to")

    def __init__(self, sealed: str, to: str) -> None:
        self._sealed, self._to = sealed, to
        self._key: Key | None = None

    def __call__(self) -> str:
        """Return the secret itself. Raises RefusedError when it does not open."""
        if self._key is None:
            try:
                self._key = Key(seal().opened(self._sealed, to=self._to))
            except SealedError as error:
                raise RefusedError(UNREADABLE, detail=str(error)) from None
        return self._key()

    def __repr__(self) -> str:
        return "SealedKey(…)"


def sealed_for(endpoint: "Endpoint", secret: str) -> str:
    """Return the secret sealed for this endpoint at its present origin, and for no other."""
    return seal().sealed(secret, to=_place(endpoint))


def sealed_anew(endpoint: "Endpoint", by: Seal) -> str:
    """Return the endpoint's key sealed by the newest master key. Raises SealedError if it does not open."""
    place = _place(endpoint)
    return by.sealed(by.opened(endpoint.sealed_key, to=place), to=place)


def opens(endpoint: "Endpoint") -> bool:
    """Tell whether the key that is stored can be read with the master key at hand."""
    try:
        seal().opened(endpoint.sealed_key, to=_place(endpoint))
    except SealedError:
        return False
    return True


def key_of(endpoint: "Endpoint") -> Callable[[], str] | None:
    """Return what tells the endpoint's key when it is called; None where there is none."""
    if endpoint.sealed_key:
        return SealedKey(endpoint.sealed_key, _place(endpoint))
    secret = os.environ.get(endpoint.key_variable, "") if endpoint.key_variable else ""
    return Key(secret) if secret else None


def _place(endpoint: "Endpoint") -> str:
    return f"endpoint {endpoint.key} at {origin_of(endpoint.base_url)}"
