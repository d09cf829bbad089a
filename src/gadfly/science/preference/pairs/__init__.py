"""Pairs: what people preferred, from their picks in a dialogue or from a file.

    reading    files to pairs            rows       one row of a file to one pair
    likeness   which texts are alike     splits     what must stay on one side

A person was shown two replies to the same messages. Asked which is more harmful, the pick is the
`rejected` one; asked which is more helpful, it is the `chosen` one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from gadfly.science import turnloop
from gadfly.science.datasets.record import AttackRecord
from gadfly.science.dialogue import WEAKEST, Dialogue, Message, Role, Turn
from gadfly.science.preference import Reply


class PairError(Exception):
    """Pairs cannot be read. The text names the file and the line, and says what was expected."""


class Kind(StrEnum):
    """What was asked of the person who preferred one reply."""

    HARMLESS = "harmless"
    HELPFUL = "helpful"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two replies to the same messages; people preferred `chosen`.

    `strength` is how sure they were (1, unsure, to 4), None where nobody was asked. `person` and
    `arm` say who picked and what answered, where the source tells. `weight` is how much the pair
    counts in training. `campaign` is where somebody picked, "" where that is not known; it is no part
    of what makes two pairs the same.
    """

    prompt: tuple[Message, ...]
    chosen: str
    rejected: str
    kind: Kind = Kind.HARMLESS
    strength: int | None = None
    weight: float = 1.0
    person: str | None = None
    arm: str | None = None
    campaign: str = field(default="", repr=False, compare=False)

    @property
    def replies(self) -> tuple[Reply, Reply]:
        """The chosen reply and the rejected one."""
        return Reply(self.prompt, self.chosen), Reply(self.prompt, self.rejected)

    @property
    def opening(self) -> str:
        """The first human message, blanks and case set aside: what must not be split."""
        first = next((said.text for said in self.prompt if said.role is Role.HUMAN), "")
        return " ".join(first.casefold().split())

    @property
    def sure(self) -> bool:
        """Whether it can be learnt from: the weakest grade means that the person could not tell."""
        return self.strength != WEAKEST


def pairs_of(dialogue: Dialogue, *, person: str | None = None, arm: str | None = None) -> tuple[Pair, ...]:
    """Return the pairs in a dialogue's picks: each complete candidate over the one picked.

    An unsure pick makes none, nor does a candidate that was cut. The pairs of one pick share
    the weight 1, so that a turn with four candidates counts as much as one with two.
    """
    before: tuple[Message, ...] = ()
    pairs: list[Pair] = []
    for turn in dialogue.turns:
        before += (Message(Role.HUMAN, turn.human),)
        pairs += _picked(before, turn, person, arm)
        if turn.reply is not None:
            before += (Message(Role.ASSISTANT, turn.reply.text),)
    return tuple(pairs)


def pairs_of_attack(attack: AttackRecord) -> tuple[Pair, ...]:
    """Return the pairs in an attack's picks, with who picked and what answered.

    A member's number means something in its campaign only.
    """
    person = None if attack.member is None else f"{attack.campaign}/{attack.member}"
    pairs = pairs_of(attack.dialogue, person=person, arm=attack.arm.name or attack.arm.intervention)
    return tuple(replace(pair, campaign=attack.campaign) for pair in pairs)


def _picked(before: tuple[Message, ...], turn: Turn, person: str | None, arm: str | None) -> Iterator[Pair]:
    for pair in turnloop.pairs(turn):
        yield Pair(
            before,
            turn.candidates[pair.chosen].text,
            turn.candidates[pair.rejected].text,
            strength=pair.strength,
            weight=pair.weight,
            person=person,
            arm=arm,
        )
