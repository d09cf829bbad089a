"""A system prompt: words of the operator in front of every dialogue."""

from dataclasses import dataclass
from typing import ClassVar

from gadfly.science.dialogue import Message, Role
from gadfly.science.interventions import Card, Intervention, Work
from gadfly.science.interventions.in_front import InFront
from gadfly.science.spending import reading
from gadfly.science.targets import Target


@dataclass(frozen=True, slots=True)
class SystemPrompt(Intervention):
    """Puts `text` in front as the system's message."""

    released: ClassVar[str] = "system prompt"
    text: str

    @property
    def card(self) -> Card:
        """What it does and costs."""
        return Card(
            name="system prompt",
            released=self.released,
            does="The operator's instructions stand in front of every dialogue.",
            costs="Its tokens are read with every turn, less where the server caches prefixes.",
        )

    def on(self, target: Target) -> Target:
        """Return the target with the prompt in front."""
        return InFront(target, self._before)

    def work(self, n: int) -> Work:
        """Return what `n` candidates ask for: one reading, n replies."""
        return Work(completions=n, preamble=reading(self._before))

    @property
    def _before(self) -> tuple[Message, ...]:
        return (Message(Role.SYSTEM, self.text),)
