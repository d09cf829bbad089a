"""Words put in front of every dialogue: what plain, prompted and system prompts have in common."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from gadfly.science.dialogue import Message, Role
from gadfly.science.targets import Batch, Target


@dataclass(frozen=True, slots=True)
class InFront(Target):
    """A target that reads `before` first."""

    beneath: Target
    before: tuple[Message, ...]

    @property
    def name(self) -> str:
        """The name of the target beneath."""
        return self.beneath.name

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        """Yield what the target beneath answers to `before` and `messages`; see Target."""
        asked = joined(self.before, messages)
        async with aclosing(self.beneath.stream(asked, n=n, seed=seed)) as batches:
            async for batch in batches:
                yield batch


def joined(before: Sequence[Message], messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return both in order, all that the system says as one message at the start.

    Many chat templates take one system message only, and only there; and what never changes
    stands first, so that a server which caches prefixes reads it once.
    """
    said = (*before, *messages)
    system = [message.text for message in said if message.role is Role.SYSTEM]
    others = [message for message in said if message.role is not Role.SYSTEM]
    return (Message(Role.SYSTEM, "\n\n".join(system)), *others) if system else tuple(others)
