"""A scripted target that remembers what it was asked, and a scorer that looks scores up."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import NamedTuple

from gadfly.science.dialogue import Message, Role
from gadfly.science.preference import PreferenceModel, Reply
from gadfly.science.targets import Batch
from gadfly.science.targets.scripted import Scripted

QUESTION = (Message(Role.HUMAN, "How long do I boil an egg?"),)


class Asked(NamedTuple):
    """A request."""

    messages: tuple[Message, ...]
    n: int
    seed: int


@dataclass(frozen=True, kw_only=True)
class Listening(Scripted):
    """A scripted target; `asked` is every request so far."""

    asked: list[Asked] = field(default_factory=list)

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        self.asked.append(Asked(tuple(messages), n, seed))
        async with aclosing(super().stream(messages, n=n, seed=seed)) as batches:
            async for batch in batches:
                yield batch


@dataclass(frozen=True)
class Table(PreferenceModel):
    """Knows the score of each text; it has heard every reply it was asked about."""

    scores: Mapping[str, float]
    scorer: str = "table@1"
    heard: list[Reply] = field(default_factory=list)

    def values(self, replies: Sequence[Reply]) -> tuple[float, ...]:
        self.heard.extend(replies)
        return tuple(self.scores[reply.text] for reply in replies)
