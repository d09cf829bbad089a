"""Fine-tuned: another model of the same family, which training made safer, at the same endpoint."""

from dataclasses import dataclass, replace
from typing import ClassVar

from gadfly.science.interventions import Card, Intervention, Work
from gadfly.science.targets import Target
from gadfly.science.targets.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class FineTuned(Intervention):
    """Asks for `model` in place of the endpoint's own: a revision or adapter served under that name.

    `revision` is for the record; no server is asked for it. It must be put on first, since it
    changes what is asked rather than what is said.
    """

    released: ClassVar[str] = "rlhf"
    model: str
    revision: str = ""

    @property
    def card(self) -> Card:
        """What it does and costs."""
        which = f"{self.model}, revision {self.revision}" if self.revision else self.model
        return Card(
            name="fine-tuned",
            released=self.released,
            does=f"Another model of the family answers, which was trained to be safer: {which}.",
            costs="Nothing with a turn; its training was paid for before.",
        )

    def on(self, target: Target) -> Endpoint:
        """Return the endpoint with the other model. Raises TypeError for what is no endpoint."""
        if not isinstance(target, Endpoint):
            raise TypeError("A fine-tuned model is asked for at an endpoint itself: put this step first.")
        return replace(target, model=self.model)

    def work(self, n: int) -> Work:
        """Return what `n` candidates ask for: one reading, n replies."""
        return Work(completions=n)
