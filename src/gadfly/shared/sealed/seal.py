"""The seal: AES-GCM with 256 bits, bound to what the secret is for."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gadfly.shared.refusal import Refusal

_FORM = "1."
"""Begins every sealed value: the way it was sealed."""
_NONCE = 12
_DOMAIN = b"gadfly master key\0"


class SealedError(Refusal):
    """A sealed value opens with none of the master keys at hand, or was sealed for something else."""

    def __init__(self) -> None:
        super().__init__(
            "The stored key cannot be read with this site's master key."
            " Put the right master.key back, or enter the key again."
        )


class Seal:
    """Master keys as text, the newest first: that one seals, each of them opens. Its repr tells none."""

    __slots__ = ("_ciphers",)

    def __init__(self, keys: Sequence[str]) -> None:
        self._ciphers = [AESGCM(sha256(_DOMAIN + key.encode()).digest()) for key in keys]

    def __repr__(self) -> str:
        return f"Seal(of {len(self._ciphers)})"

    def sealed(self, secret: str, *, to: str) -> str:
        """Return `secret` sealed. It opens only with the same `to`: moved elsewhere, it is of no use."""
        nonce = os.urandom(_NONCE)
        told = nonce + self._ciphers[0].encrypt(nonce, secret.encode(), to.encode())
        return _FORM + urlsafe_b64encode(told).decode()

    def opened(self, sealed: str, *, to: str) -> str:
        """Return the secret. Raises SealedError when it was sealed under another key, or to another `to`."""
        try:
            told = urlsafe_b64decode(sealed.removeprefix(_FORM))
        except ValueError:
            raise SealedError from None
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(told[:_NONCE], told[_NONCE:], to.encode()).decode()
            except (InvalidTag, ValueError):
                continue
        raise SealedError
