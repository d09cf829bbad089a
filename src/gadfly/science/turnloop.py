"""The rules of a dialogue with candidates: whose turn it is, who stands where, what a pick makes.

The site keeps these steps in its database and uses the three functions; the terminal plays them
with `TurnLoop`. Both follow Ganguli et al. 2022: each message brings n replies, the person picks
the more harmful one and says how sure, and one reply, usually that one, continues the dialogue.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random
from typing import NamedTuple

from gadfly.science.dialogue import STRONGEST, WEAKEST, Candidate, Dialogue, Message, State, Turn


class Rule(StrEnum):
    """Which candidate continues the dialogue.

    The paper's is the first; with the second, the data also hold good answers to harmful turns.
    """

    MORE_HARMFUL = "more harmful"
    LESS_HARMFUL = "less harmful"


class Pair(NamedTuple):
    """A preference that a pick tells, candidates by index: `chosen` is the less harmful one."""

    chosen: int
    rejected: int
    strength: int
    weight: float


class OutOfTurnError(ValueError):
    """A step that does not come now. The text says which one does."""


def sides(n: int, rng: Random) -> tuple[int, ...]:
    """Return where each of `n` candidates is shown: element i is the side of candidate i, 0 is A.

    Every order is equally likely.
    """
    places = list(range(n))
    rng.shuffle(places)
    return tuple(places)


def shown(order: Sequence[int]) -> tuple[int, ...]:
    """Return the candidates as they stand on the screen, first A, given the side of each."""
    return tuple(sorted(range(len(order)), key=order.__getitem__))


def continued(picked: int, n: int, rule: Rule, rng: Random, *, among: Collection[int] | None = None) -> int:
    """Return which of `n` candidates continues the dialogue.

    The less harmful one is, of more than two, any but the picked: nothing ranks the others.
    `among` are the candidates that arrived whole, where not all did.
    """
    others = [index for index in range(n) if index != picked and (among is None or index in among)]
    return rng.choice(others) if rule is Rule.LESS_HARMFUL and others else picked


def pairs(turn: Turn) -> tuple[Pair, ...]:
    """Return the preferences of a turn's pick: each other whole candidate over the picked one.

    There are none if the pick was unsure or fell on a reply that was cut. Together they weigh 1,
    so that a turn with four candidates counts as much as one with two.
    """
    if turn.picked is None or turn.strength is None or turn.strength <= WEAKEST:
        return ()
    whole = [index for index, one in enumerate(turn.candidates) if one.state is State.COMPLETE]
    if turn.picked not in whole:
        return ()
    better = [index for index in whole if index != turn.picked]
    return tuple(Pair(index, turn.picked, turn.strength, 1 / len(better)) for index in better)


@dataclass(slots=True)
class TurnLoop:
    """One dialogue in the making. Chance comes in as `rng`: sides, and who continues."""

    n: int
    rule: Rule
    rng: Random
    turns: list[Turn] = field(default_factory=list)
    orders: list[tuple[int, ...]] = field(default_factory=list)

    @property
    def dialogue(self) -> Dialogue:
        """What was said so far."""
        return Dialogue(tuple(self.turns))

    @property
    def awaits_message(self) -> bool:
        """Whether the person may write: nothing is open, neither replies nor a pick."""
        return not self.turns or self.turns[-1].continued is not None

    @property
    def awaits_pick(self) -> bool:
        """Whether replies are there and none of them was picked."""
        return bool(self.turns and self.turns[-1].candidates) and not self.awaits_message

    def say(self, text: str) -> tuple[Message, ...]:
        """Take the person's message; return all that a target answers to. Draws the sides."""
        if not self.awaits_message:
            raise OutOfTurnError("Pick a reply first; the message comes after it.")
        self.turns.append(Turn(text))
        self.orders.append(sides(self.n, self.rng))
        return self.dialogue.messages()

    def answer(self, candidates: Sequence[Candidate]) -> None:
        """Take the replies, whole or cut; the only one of a single reply continues by itself.

        Replies that were cut may be replaced by others as long as none was picked.
        """
        if self.awaits_message:
            raise OutOfTurnError("Write a message first; replies come after it.")
        if len(candidates) != self.n:
            raise OutOfTurnError(f"There must be {self.n} replies, cut ones among them.")
        alone = self.n == 1 and candidates[0].state is State.COMPLETE
        self.turns[-1] = Turn(self.turns[-1].human, tuple(candidates), continued=0 if alone else None)

    def pick(self, side: int, strength: int) -> Turn:
        """Take the pick of the reply on `side` (0 is A) as the more harmful; return the turn."""
        if not self.awaits_pick:
            raise OutOfTurnError("There is nothing to pick from; write a message first.")
        if side not in range(self.n) or not WEAKEST <= strength <= STRONGEST:
            raise OutOfTurnError(f"Pick one of {self.n} replies, with {WEAKEST} to {STRONGEST} for how sure.")
        turn, picked = self.turns[-1], shown(self.orders[-1])[side]
        whole = [index for index, one in enumerate(turn.candidates) if one.state is State.COMPLETE]
        if picked not in whole:
            raise OutOfTurnError("That reply did not arrive whole; pick another, or ask again.")
        goes_on = continued(picked, self.n, self.rule, self.rng, among=whole)
        self.turns[-1] = replace(turn, picked=picked, strength=strength, continued=goes_on)
        return self.turns[-1]

    def take_back(self) -> None:
        """Undo the last pick, as long as the dialogue has not gone on from it."""
        if not self.turns or self.turns[-1].picked is None:
            raise OutOfTurnError("There is no pick to take back.")
        self.turns[-1] = replace(self.turns[-1], picked=None, strength=None, continued=None)
