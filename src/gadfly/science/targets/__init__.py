"""Targets: what is attacked. A target answers a dialogue with n candidates, in pieces.

said          pieces, endings, accounts: what a stream brings
errors        why it ends early
collecting    from a stream to whole candidates
endpoint      over HTTP; its parts are http, forms, answer, events, counts, refusals, limits,
              portions, breaker, key, merging
probing       what an endpoint can do: found, listing
window        dialogues that outgrow a model's context
embedded      a small model in a child program
scripted      a target with a script: for demonstrations, tests and benchmarks
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Protocol

from gadfly.science.dialogue import Dialogue, Message, Role
from gadfly.science.targets.collecting import Collected, collect
from gadfly.science.targets.errors import (
    AbsentError,
    BrokenError,
    NonsenseError,
    RefusedError,
    TargetError,
    TooLongError,
    UnreachableError,
)
from gadfly.science.targets.said import Account, Batch, Ending, Piece, Said

__all__ = [
    "AbsentError",
    "Account",
    "Batch",
    "BrokenError",
    "Collected",
    "Ending",
    "NonsenseError",
    "Piece",
    "RefusedError",
    "Said",
    "Target",
    "TargetError",
    "TooLongError",
    "UnreachableError",
]


class Target(Protocol):
    """What can be attacked. An implementation gives `name` and `stream`, and inherits the rest."""

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

    async def reply(
        self,
        dialogue: Dialogue | Sequence[Message] | str,
        *,
        n: int = 1,
        seed: int = 0,
        told: Callable[[Sequence[str]], None] | None = None,
    ) -> Collected:
        """Return `n` candidates that answer `dialogue`, whole or as far as they came.

        A text is a human message that begins a dialogue. A TargetError is returned, not raised:
        see `Collected`. `told` hears of the texts as they are after each read.
        """
        return await collect(self, _messages(dialogue), n=n, seed=seed, told=told)


def _messages(dialogue: Dialogue | Sequence[Message] | str) -> Sequence[Message]:
    if isinstance(dialogue, str):
        return (Message(Role.HUMAN, dialogue),)
    return dialogue.messages() if isinstance(dialogue, Dialogue) else dialogue
