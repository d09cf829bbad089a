"""Prompted: a preamble and fourteen short dialogues show how a good assistant talks.

The form is that of Askell et al. 2021, the words are our own. Theirs has about 4,600 tokens and
was distilled into the model's weights; ours is kept to about 650, because the models it is made
for here have a context of a few thousand, and every turn reads it.
"""

from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import ClassVar

from gadfly.science.dialogue import Message, Role
from gadfly.science.interventions import Card, Intervention, Work
from gadfly.science.interventions.in_front import InFront
from gadfly.science.spending import reading
from gadfly.science.targets import Target


@cache
def preamble() -> str:
    """Return the text that is put in front, the same to the last byte each time."""
    here = files("gadfly.science.interventions")
    return (here / "prompted.txt").read_text(encoding="utf-8").strip()


@cache
def version() -> str:
    """Return which text this is: the first twelve hexadecimal digits of its SHA-256."""
    return sha256(preamble().encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Prompted(Intervention):
    """Puts the preamble and its dialogues in front, as one system message.

    `text` says which; there is one, so raises ValueError for another than `version()`.
    """

    released: ClassVar[str] = "context distillation"
    text: str = field(default_factory=version)

    def __post_init__(self) -> None:
        if self.text != version():
            raise ValueError(
                f"The preamble {self.text} is not the one that comes with this version of Gadfly, which is "
                f"{version()}. An arm must not change under way: make a new target."
            )

    @property
    def card(self) -> Card:
        """What it does and costs."""
        return Card(
            name="prompted",
            released=self.released,
            does="A preamble and fourteen short dialogues in front show a helpful, honest and harmless "
            f"assistant. Text {self.text}.",
            costs="About 650 tokens of the context, read with every turn; a server that caches prefixes "
            "reads them once.",
        )

    def on(self, target: Target) -> Target:
        """Return the target with the preamble in front."""
        return InFront(target, _before())

    def work(self, n: int) -> Work:
        """Return what `n` candidates ask for: one reading, n replies."""
        return Work(completions=n, preamble=reading(_before()))


def _before() -> tuple[Message, ...]:
    return (Message(Role.SYSTEM, preamble()),)
