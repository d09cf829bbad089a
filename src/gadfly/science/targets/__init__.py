"""Targets: what is attacked. A target answers a dialogue with n candidates, in pieces.

TargetError
├── UnreachableError  nothing answered, in time or at all
├── RefusedError      the endpoint would not serve us (key, quota, rate, forbidden address)
├── NonsenseError     an answer that is not the protocol
└── BrokenError       the reply was cut; what had arrived was already yielded
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from gadfly.science.dialogue import Message


class TargetError(Exception):
    """The target did not finish its replies.

    The text is one plain sentence for the person at the page: what happened and what to do. It
    never tells which target it was, since a red teamer must not learn the arm; `detail` does,
    and is for whoever runs the endpoint. `passing` says that the same request may succeed soon,
    `after` how many seconds the endpoint itself asked us to wait.
    """

    def __init__(
        self, text: str, *, detail: str = "", passing: bool = False, after: float | None = None
    ) -> None:
        super().__init__(text)
        self.detail = detail
        self.passing = passing
        self.after = after


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
    """Candidate `index` is whole. Token counts are the server's own, None where it sends none.

    A server asked for several candidates at once may count them only together: then
    `completion_tokens` is None and `together` holds the sum, the same in each Ending.
    """

    index: int
    finish_reason: str
    seed: int | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    together: int | None = None


Batch = Sequence[Piece | Ending]
"""What one read from the network brought."""


class Target(Protocol):
    """What can be attacked."""

    @property
    def name(self) -> str:
        """How people call it; never shown to a red teamer."""

    def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        """Yield what has arrived, one batch for each read, until every candidate has its Ending.

        `n` candidates answer the same `messages`; `seed` makes them repeatable where the server
        can. Raises TargetError, once the candidates that can be whole have their Ending. Closing
        the generator closes the connection: go through it within `contextlib.aclosing`, for
        leaving a loop early closes nothing by itself.
        """
