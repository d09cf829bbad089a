"""A system prompt: words of the operator in front of every dialogue."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from gadfly.science.dialogue import Message, Role
from gadfly.science.interventions import Card, Intervention, Work
from gadfly.science.targets import Batch, Target


@dataclass(frozen=True, slots=True)
class SystemPrompt(Intervention):
    """Puts `text` in front as the system's message."""

    text: str

    @property
    def card(self) -> Card:
        """What it does and costs."""
        return Card(
            name="system prompt",
            released="system prompt",
            does="The operator's instructions stand in front of every dialogue.",
            costs="Its tokens are read with every turn, less where the server caches prefixes.",
        )

    def on(self, target: Target) -> Target:
        """Return the target with the prompt in front."""
        return _Prompted(target, (Message(Role.SYSTEM, self.text),))

    def work(self, n: int) -> Work:
        """Return what `n` candidates ask for: one reading, n replies."""
        return Work(completions=n, preamble=len(self.text) // 3)


@dataclass(frozen=True, slots=True)
class _Prompted(Target):
    """A target that reads `before` first."""

    beneath: Target
    before: tuple[Message, ...]

    @property
    def name(self) -> str:
        return self.beneath.name

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        async with aclosing(self.beneath.stream((*self.before, *messages), n=n, seed=seed)) as batches:
            async for batch in batches:
                yield batch
