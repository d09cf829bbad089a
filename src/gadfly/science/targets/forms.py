"""The two ways to ask a model what comes next: as a chat, or as a text to continue.

Raw completions are for models that were never taught to chat. They read the dialogue in its text
form, as the released red-team data has it, and are stopped where they begin to speak for the human.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from gadfly.science.dialogue import Message, Role, messages_of, text_of

_ROLES = {Role.SYSTEM: "system", Role.HUMAN: "user", Role.ASSISTANT: "assistant"}
_ANSWER, _HUMAN = "\n\nAssistant:", "\n\nHuman:"


class Form(StrEnum):
    """What an endpoint is asked for."""

    CHAT = "chat"
    RAW = "raw"

    @property
    def path(self) -> str:
        """Where it is asked for, below an endpoint's base."""
        return "/chat/completions" if self is Form.CHAT else "/completions"

    def asking(self, messages: Sequence[Message]) -> dict[str, Any]:
        """Return the fields of a request that hold what is to be answered."""
        if self is Form.CHAT:
            return {"messages": [{"role": _ROLES[said.role], "content": said.text} for said in messages]}
        return {"prompt": prompt_of(messages), "stop": [_HUMAN]}


def prompt_of(messages: Sequence[Message]) -> str:
    """Return the text that a raw completion continues: the system's words, the dialogue, whose turn it is."""
    before = "\n\n".join(said.text for said in messages if said.role is Role.SYSTEM)
    return before + text_of([said for said in messages if said.role is not Role.SYSTEM]) + _ANSWER


def messages_of_prompt(prompt: str) -> tuple[Message, ...]:
    """Return the messages that such a text was made of, the system's words as one."""
    before, mark, said = prompt.removesuffix(_ANSWER).partition(_HUMAN)
    messages = messages_of(mark + said)
    return (Message(Role.SYSTEM, before), *messages) if before else messages
