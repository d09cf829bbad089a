"""Targets: what is attacked. A target answers a dialogue with n candidates, in pieces.

    TargetError
    ├── Unreachable     nothing answered, in time or at all
    ├── Refused         the endpoint would not serve us (key, quota, rate, forbidden address)
    ├── Nonsense        an answer that is not the protocol
    └── Broken          the reply was cut; what had arrived was already yielded

Every error's text is one plain sentence for the person at the page.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from gadfly.science.dialogue import Message


class TargetError(Exception):
    """The target did not finish its replies."""


class UnreachableError(TargetError):
    """Nothing answered, in time or at all."""


class RefusedError(TargetError):
    """The endpoint would not serve us."""


class NonsenseError(TargetError):
    """An answer came that is not the protocol."""


class BrokenError(TargetError):
    """The reply was cut; what had arrived was yielded before."""


@dataclass(frozen=True, slots=True)
class Piece:
    """More words of candidate `index`."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Ending:
    """Candidate `index` is whole. Token counts are the server's own, None where it sends none."""

    index: int
    finish_reason: str
    seed: int | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None



class Target(Protocol):
    """What can be attacked."""

    @property
    def name(self) -> str:
        """How people call it; never shown to a red teamer."""

    def stream(
        self, messages: Sequence[Message], *, n: int, seed: int
    ) -> AsyncIterator[Sequence[Piece | Ending]]:
        """Yield what has arrived, one batch for each read, until every candidate has its Ending.

        `n` candidates answer the same `messages`; `seed` makes them repeatable where the server
        can. Closing the iterator closes the connection. Raises TargetError.
        """
