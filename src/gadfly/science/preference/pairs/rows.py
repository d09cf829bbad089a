"""One row of a file to one pair: the form of HH-RLHF, and the columns that may stand beside it.

`chosen` and `rejected` are transcripts that say the same up to the last human message; what
follows it is the reply, which may be empty. With a `prompt` they are the replies alone. Each is
text, or a list of messages with `role` and `content`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gadfly.science.dialogue import STRONGEST, WEAKEST, Message, Role, messages_of
from gadfly.science.preference.pairs import Kind, Pair

ROLES = {"user": Role.HUMAN, "human": Role.HUMAN, "assistant": Role.ASSISTANT, "system": Role.SYSTEM}
"""Speakers as other files call them."""


class RowError(ValueError):
    """A row is no pair. The text says why, to be read after the place."""


def pair_of(row: Mapping[str, Any], kind: Kind) -> Pair:
    """Return the pair in a row, of `kind` unless the row has its own. Raises RowError."""
    prompt, chosen, rejected = _replies(row)
    return Pair(
        prompt,
        chosen,
        rejected,
        kind=_cell(row, "kind", Kind, kind, " or ".join(Kind)),
        strength=_cell(row, "strength", _strength, None, f"a whole number from {WEAKEST} to {STRONGEST}"),
        weight=_cell(row, "weight", _weight, 1.0, "a number above 0"),
        person=_cell(row, "person", str, None, "text"),
        arm=_cell(row, "arm", str, None, "text"),
    )


def _replies(row: Mapping[str, Any]) -> tuple[tuple[Message, ...], str, str]:
    sides = [row.get(side) for side in ("chosen", "rejected")]
    if not all(isinstance(side, str | list) for side in sides):
        raise RowError("one of the texts “chosen” and “rejected” is missing")
    if said := row.get("prompt"):
        chosen, rejected = map(_words, sides)
        return _prompt(said), chosen, rejected
    (prompt, chosen), (other, rejected) = (_split(_messages(side)) for side in sides)
    if prompt != other:
        raise RowError("the two transcripts differ before the last human message")
    return prompt, chosen, rejected


def _prompt(said: object) -> tuple[Message, ...]:
    messages = tuple(_messages(said))
    if not messages and isinstance(said, str):
        messages = (Message(Role.HUMAN, said.strip()),)
    while messages and messages[-1] == Message(Role.ASSISTANT, ""):  # an open "Assistant:" at the end
        messages = messages[:-1]
    if not messages or messages[-1].role is not Role.HUMAN:
        raise RowError("the prompt must end with a human message")
    return messages


def _messages(said: object) -> Sequence[Message]:
    if isinstance(said, str):
        return messages_of(said)
    if not isinstance(said, list):
        raise RowError("a transcript must be text or a list of messages")
    return [_message(each) for each in said]


def _message(each: object) -> Message:
    match each:
        case {"role": str(role), "content": str(text)} if role in ROLES:
            return Message(ROLES[role], text.strip())
    raise RowError(f"a message must have a role ({', '.join(ROLES)}) and a content that is text")


def _words(side: object) -> str:
    """Return a reply that stands alone."""
    said = side if isinstance(side, str) else "\n\n".join(message.text for message in _messages(side))
    return said.strip()


def _split(messages: Sequence[Message]) -> tuple[tuple[Message, ...], str]:
    """Return everything up to the last human message, and the reply that follows it.

    A reply that itself contains a speaker's mark reads as two messages; it is one reply.
    """
    humans = [index for index, said in enumerate(messages) if said.role is Role.HUMAN]
    if not humans or humans[-1] == len(messages) - 1:
        raise RowError("a transcript must end with a reply to a human message")
    end = humans[-1] + 1
    return tuple(messages[:end]), "\n\n".join(said.text for said in messages[end:])


def _cell(row: Mapping[str, Any], name: str, read: Callable[[Any], Any], otherwise: Any, wanted: str) -> Any:  # noqa: ANN401 -- a cell holds what its column does
    value = row.get(name)
    if value is None or value == "":
        return otherwise
    try:
        return read(value)
    except (ValueError, TypeError) as error:
        raise RowError(f"“{name}” must be {wanted}") from error


def _strength(value: Any) -> int:  # noqa: ANN401 -- likewise
    strength = float(value)
    if strength not in range(WEAKEST, STRONGEST + 1):
        raise ValueError(value)
    return int(strength)


def _weight(value: Any) -> float:  # noqa: ANN401 -- likewise
    weight = float(value)
    if not (math.isfinite(weight) and weight > 0):
        raise ValueError(value)
    return weight
