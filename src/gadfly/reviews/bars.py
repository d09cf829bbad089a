"""Who may not review what: asked here alone, when a batch is drawn and when somebody takes over.

So far it is the own attack, whatever seat its author held then. What a member sets for themselves
(topics they will not read, how much they take in a day) and conflicts of interest join as further
rules and as room.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gadfly.science.reviewing.assigning import May


class Bars(NamedTuple):
    """Rules that all must allow a person (first) an attack (second), and how many items some can take."""

    rules: Sequence[May] = ()
    room: Mapping[int, int] = {}

    def may(self, person: int, attack: int) -> bool:
        """Tell whether no rule stands between the person and the attack."""
        return all(rule(person, attack) for rule in self.rules)

    def full(self, person: int) -> bool:
        """Tell whether the person can take nothing more now."""
        return self.room.get(person, 1) < 1


def bars_of(authors: Mapping[int, int], further: Bars = Bars()) -> Bars:  # noqa: B008 -- it never changes
    """Return the bars for attacks by their authors, `further` ones among them."""
    return Bars((lambda person, attack: authors.get(attack) != person, *further.rules), further.room)
