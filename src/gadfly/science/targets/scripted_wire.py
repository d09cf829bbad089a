"""What the scripted server reads and writes: the OpenAI protocol, as far as a target needs it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gadfly.science.dialogue import Message, Role
from gadfly.science.targets import Account, Ending, Piece
from gadfly.science.targets.forms import Form, messages_of_prompt

_ROLES = {"system": Role.SYSTEM, "user": Role.HUMAN, "assistant": Role.ASSISTANT}
_MOST = 16
"""Candidates for one request."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request wants."""

    form: Form
    model: str
    messages: tuple[Message, ...]
    n: int
    seed: int
    longest: int
    streams: bool
    counts: bool

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Asked":
        """Return what `body` asks for; raises one of Python's own errors for what is no request."""
        form = Form.RAW if "prompt" in body else Form.CHAT
        n = int(body.get("n") or 1)
        if not 1 <= n <= _MOST:
            raise ValueError(n)
        return cls(
            form=form,
            model=str(body.get("model")),
            messages=_messages(body) if form is Form.CHAT else messages_of_prompt(str(body["prompt"])),
            n=n,
            seed=int(body.get("seed") or 0),
            longest=int(body.get("max_tokens") or 256),
            streams=bool(body.get("stream")),
            counts=bool((body.get("stream_options") or {}).get("include_usage")),
        )

    def event(self, choices: Sequence[dict[str, Any]], **more: object) -> bytes:
        """Return one event of a stream."""
        kind = "chat.completion.chunk" if self.form is Form.CHAT else "text_completion"
        event = {"object": kind, "model": self.model, "choices": choices, **more}
        return b"data: " + json.dumps(event).encode() + b"\n\n"

    def chunk(self, said: Piece | Ending) -> bytes:
        """Return the event that says so."""
        text = said.text if isinstance(said, Piece) else ""
        delta = {"content": text} if text else {}
        return self.event(
            [
                {
                    "index": said.index,
                    **({"delta": delta} if self.form is Form.CHAT else {"text": text}),
                    "finish_reason": said.finish_reason if isinstance(said, Ending) else None,
                }
            ]
        )

    def choice(self, text: str, end: Ending) -> dict[str, Any]:
        """Return a whole candidate."""
        message = {"role": "assistant", "content": text}
        words = {"message": message} if self.form is Form.CHAT else {"text": text}
        return {"index": end.index, **words, "finish_reason": end.finish_reason}


def _messages(body: dict[str, Any]) -> tuple[Message, ...]:
    return tuple(Message(_ROLES[said["role"]], str(said["content"])) for said in body["messages"])


def usage(account: Account) -> dict[str, Any]:
    """Return the counts of an answer."""
    return {
        "prompt_tokens": account.prompt_tokens,
        "completion_tokens": account.completion_tokens,
        "total_tokens": account.tokens,
        "prompt_tokens_details": {"cached_tokens": account.cached_tokens},
    }
