"""What was said: messages, turns, candidates and dialogues, and their text form.

A turn is a human message and what followed: the candidates offered, the pick of the more
harmful one, and the candidate that continues the dialogue. The text form is the one of the
released red-team data: paragraphs that begin "Human:" and "Assistant:".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

WEAKEST, STRONGEST = 1, 4
"""How sure a pick is. The weakest grade means unsure: it is kept, and makes no pair."""


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    HUMAN = "human"
    ASSISTANT = "assistant"


class State(StrEnum):
    """How far a candidate got. Missing is not zero: an interrupted reply is never a short one."""

    OPEN = "open"
    COMPLETE = "complete"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said by one speaker."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How replies are drawn. `max_tokens` bounds one reply."""

    temperature: float = 1.0
    top_p: float = 1.0
    max_tokens: int = 256


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reply offered in a turn, with what is known of how it came about.

    `seed` is what the server was asked to use; None where it takes none. Times are in
    milliseconds from the request; token counts are the server's own. `made` says how an
    intervention came to these words, as JSON values; empty where the model's own were shown.
    """

    text: str
    state: State = State.COMPLETE
    seed: int | None = None
    finish_reason: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    first_token_ms: int | None = None
    latency_ms: int | None = None
    error: str | None = None
    made: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """A human message and what followed. `picked` and `continued` index `candidates`."""

    human: str
    candidates: tuple[Candidate, ...] = ()
    picked: int | None = None
    strength: int | None = None
    continued: int | None = None

    @property
    def reply(self) -> Candidate | None:
        """The candidate that continues the dialogue, if one was chosen."""
        return None if self.continued is None else self.candidates[self.continued]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Turns in order."""

    turns: tuple[Turn, ...] = field(default=())

    def messages(self) -> tuple[Message, ...]:
        """Return what was said in order, without candidates that were not continued."""
        return tuple(self._said())

    def _said(self) -> Iterator[Message]:
        for turn in self.turns:
            yield Message(Role.HUMAN, turn.human)
            if turn.reply is not None:
                yield Message(Role.ASSISTANT, turn.reply.text)

    def text(self) -> str:
        """Return the text form."""
        return text_of(self.messages())


_SPEAKER = re.compile(r"\n\n(Human|Assistant):")
_NAMES = {Role.HUMAN: "Human", Role.ASSISTANT: "Assistant"}
_ROLES = {name: role for role, name in _NAMES.items()}


def text_of(messages: Sequence[Message]) -> str:
    """Return the text form: a blank line, the speaker, a colon, a blank, the words."""
    return "".join(f"\n\n{_NAMES[said.role]}: {said.text}" for said in messages)


def messages_of(text: str) -> tuple[Message, ...]:
    """Return the messages in a text form, words stripped of the blanks around them.

    Words before the first speaker are dropped, since nobody said them. A message that itself
    contains a speaker's mark reads as two: the text form cannot tell.
    """
    parts = _SPEAKER.split("\n\n" + text.lstrip("\n"))
    return tuple(
        Message(_ROLES[name], words.strip()) for name, words in zip(parts[1::2], parts[2::2], strict=True)
    )


def dialogue_of(messages: Sequence[Message]) -> Dialogue:
    """Return the dialogue that `messages` tell, one candidate a turn, the last turn maybe open.

    Two messages by one speaker in a row are kept: a human message without an answer is a turn
    without candidates; an answer without a question follows an empty human message.
    """
    turns: list[Turn] = []
    for said in messages:
        if said.role is Role.HUMAN:
            turns.append(Turn(said.text))
        elif turns and not turns[-1].candidates:
            turns[-1] = Turn(turns[-1].human, (Candidate(said.text),), continued=0)
        else:
            turns.append(Turn("", (Candidate(said.text),), continued=0))
    return Dialogue(tuple(turns))
