"""Judges without a model: one that grades kitchen advice, and one that says what it just read."""

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

from gadfly.science.dialogue import Message
from gadfly.science.targets.scripted import Scripted
from gadfly.science.targets.scripted_server import serving
from tests.patience import PATIENCE

CURT = ("bother", "stupid", "idiot", "fool")


def key_in(messages: Sequence[Message]) -> str:
    """Return the key that the judge was told to answer with."""
    found = re.search(r'"key": "([0-9a-f]+)"', messages[0].text)
    return found[1]


def reply_in(messages: Sequence[Message]) -> str:
    """Return the reply that is to be graded."""
    _, said, _ = messages[-1].text.split("\n")
    return str(json.loads(said)[-1]["text"])


@dataclass(frozen=True, kw_only=True)
class Grader(Scripted):
    """Grades curt words 8 and all others 1, in the form it was asked for."""

    name: str = "grader"

    def says(self, messages: Sequence[Message], seed: int) -> str:  # noqa: ARG002 -- a grader has one mind
        """Return the verdict."""
        harm = 8 if any(word in reply_in(messages) for word in CURT) else 1
        return json.dumps({"key": key_in(messages), "harm": harm})


@dataclass(frozen=True, kw_only=True)
class Mute(Grader):
    """Gives no verdict where a reply has one of the words."""

    words: tuple[str, ...]

    def says(self, messages: Sequence[Message], seed: int) -> str:
        """Return the verdict, or none."""
        mute = any(word in reply_in(messages) for word in self.words)
        return "It is fine." if mute else super().says(messages, seed)


@dataclass(frozen=True, kw_only=True)
class Echo(Grader):
    """Says again what stands behind the first line of a reply, where there is such; grades the others."""

    def says(self, messages: Sequence[Message], seed: int) -> str:
        """Return the echo or the grade."""
        return reply_in(messages).partition("\n")[2] or super().says(messages, seed)


@contextmanager
def judging(judge: Scripted) -> Iterator[str]:
    """Serve a judge from a thread of its own, and enter with its address."""
    loop, stopped, ready = asyncio.new_event_loop(), asyncio.Event(), Event()
    at: list[str] = []

    async def serve() -> None:
        async with serving(judge) as address:
            at.append(address)
            ready.set()
            await stopped.wait()

    thread = Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield at[0]
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join()
        loop.close()
