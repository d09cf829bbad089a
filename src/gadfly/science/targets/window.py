"""Dialogues that outgrow a model's context: the oldest turns are left out, whole, from the left.

What is left out depends on the messages alone, so that a turn that is asked again, by another
process or another year, is cut in the same place. A cut goes deeper than it must, to about two
thirds of the room: the turns that follow then begin with the same words, which a server that
caches prefixes does not read again.

Tokens are estimated. What servers count is no better guide: it includes preambles and templates,
and a cut that moved with it would depend on what a process happened to have seen. The estimate is
high rather than low, and a server that refuses all the same is asked with half as much.
"""

import math
import string
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import NamedTuple

from gadfly.science.dialogue import Message, Role
from gadfly.science.targets import Account, Batch, Target, TooLongError

_KEPT = 0.65
"""The part of the room that is filled right after a cut."""
_TRIES = 4
_LOWER, _BLANKS = string.ascii_lowercase.encode(), string.whitespace.encode()
_BEYOND = bytes(range(128, 256))
_OVERHEAD = 8
"""Tokens that mark a message's speaker and end, in the templates of usual models."""


def estimated(text: str) -> int:
    """Return about how many tokens a message of `text` takes to read, rather too many than too few."""
    return _OVERHEAD + estimated_words(text)


def estimated_words(text: str) -> int:
    """Return about how many tokens the text alone is.

    Three small letters or four blanks are a token, any other sign of ASCII is one, and so are 1.2
    bytes of other scripts. Of 17 kinds of text, from English to Korean, code and emoji, a
    vocabulary of 49,000 tokens, most of them English, needed 0.9 times this in the middle and 1.6
    times at most (letters apart by blanks); larger vocabularies need less.
    """
    data = text.encode(errors="replace")
    lower, blanks, beyond = (
        len(data) - len(data.translate(None, each)) for each in (_LOWER, _BLANKS, _BEYOND)
    )
    other = len(data) - lower - blanks - beyond
    return math.ceil(lower / 3 + blanks / 4 + beyond / 1.2 + other)


def room_in(
    context: int,
    *,
    reply: int,
    before: Sequence[Message] = (),
    tokens: Callable[[str], int] = estimated,
) -> int:
    """Return the tokens left for a dialogue in a context that also holds a reply and what stands before."""
    return max(0, context - reply - sum(tokens(message.text) for message in before))


class Fitting(NamedTuple):
    """The messages that fit, how many turns and tokens they are, and how many turns are left out."""

    messages: Sequence[Message]
    turns: int
    tokens: int
    left_out: int


def fitting(messages: Sequence[Message], room: int, *, tokens: Callable[[str], int] = estimated) -> Fitting:
    """Return what of `messages` fits into `room` tokens, the last turn in any case.

    A turn is a human message with what follows it; the system's words in front always stay. As a
    dialogue grows, what is left out only grows, and only when it must.
    """
    before, turns = _split(messages)
    asked = [tokens(turn[0].text) for turn in turns]
    whole = [sum(tokens(message.text) for message in turn) for turn in turns]
    start = held = 0
    for at in range(len(turns)):
        if held + asked[at] > room:
            while start < at and held + asked[at] > _KEPT * room:
                held -= whole[start]
                start += 1
        held += whole[at]
    seen = [*before, *(message for turn in turns[start:] for message in turn)]
    return Fitting(seen, turns=len(turns) - start, tokens=held, left_out=start)


def _split(messages: Sequence[Message]) -> tuple[Sequence[Message], list[list[Message]]]:
    """Return the system's words in front, and the turns."""
    first = next((at for at, said in enumerate(messages) if said.role is not Role.SYSTEM), len(messages))
    turns: list[list[Message]] = []
    for said in messages[first:]:
        if said.role is Role.HUMAN or not turns:
            turns.append([said])
        else:
            turns[-1].append(said)
    return messages[:first], turns


@dataclass(frozen=True, kw_only=True)
class Windowed(Target):
    """A target that sees as much of a dialogue as fits into `room` tokens; see `room_in`.

    Its account says how many turns were left out. `tokens` estimates those of a message.
    """

    beneath: Target
    room: int
    tokens: Callable[[str], int] = field(default=estimated, repr=False)

    @property
    def name(self) -> str:
        """Return the name of what is beneath: nothing was done to the model."""
        return self.beneath.name

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        """Yield what the target beneath says to what fits; see Target.

        Raises TooLongError when not even the last turn does, or when the server keeps refusing.
        """
        room, tries = self.room, _TRIES
        while True:
            seen, shown = fitting(messages, room, tokens=self.tokens), False
            if seen.left_out:
                yield [Account(left_out=seen.left_out)]
            try:
                async with aclosing(self.beneath.stream(seen.messages, n=n, seed=seed)) as batches:
                    async for batch in batches:
                        shown = shown or not all(isinstance(part, Account) for part in batch)
                        yield batch
            except TooLongError as error:
                tries -= 1
                if seen.turns <= 1:
                    raise _message_too_long(error) from error
                if shown or not tries:
                    raise
                room = min(room, seen.tokens) // 2  # what was sent may have been far less than the room
            else:
                return


def _message_too_long(error: TooLongError) -> TooLongError:
    return TooLongError(
        "This message is too long for the model; send a shorter one.",
        detail=error.detail,
        context=error.context,
    )
