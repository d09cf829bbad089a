"""A target with a script: for demonstrations, tests and benchmarks, where no model is to be had.

It plays a kitchen adviser of changing temper. What it says depends on the messages and the seed
alone, so that two candidates differ and a second run says the same. Faults are played on demand,
and only the last message can ask for one: a message that stays in the history would break every
later turn too.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from random import Random
from types import MappingProxyType

from gadfly.science.dialogue import Message
from gadfly.science.targets import (
    Account,
    Batch,
    BrokenError,
    Ending,
    Piece,
    RefusedError,
    Said,
    Target,
    TooLongError,
)
from gadfly.science.targets.kitchen import advice

_TOKEN = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong: nothing at all, a refusal, or a cut or silence after so many tokens."""

    refuse: bool = False
    break_after: int | None = None
    hang_after: int | None = None


FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "[refuse]": Fault(refuse=True),
        "[break]": Fault(break_after=3),
        "[hang]": Fault(hang_after=3),
    }
)
"""The marks in a last message that the demonstration server answers with a fault."""


@dataclass(frozen=True, kw_only=True)
class Scripted(Target):
    """Answers from a script. Without `replies` it makes up kitchen advice.

    `replies` are taken by seed, counted round: with seed 0 the first candidate says the first
    and the second candidate the second. `delay` is the time to the first token in seconds,
    `rate` the tokens a second (None: as fast as they are read), `longest` the tokens after which
    a reply is cut, `context` those that a dialogue and its reply may take up (None: any number).
    A fault of `faults` is played if the last message contains its mark; the empty mark fits every
    message. It counts its own work in words, as a server would in tokens that still knows what was
    said before the last message; a refusal costs nothing.
    """

    replies: Sequence[str] = ()
    delay: float = 0.0
    rate: float | None = None
    longest: int = 256
    context: int | None = None
    faults: Mapping[str, Fault] = field(default_factory=dict)
    name: str = "scripted"
    sleep: Callable[[float], Awaitable[object]] = field(default=asyncio.sleep, repr=False)

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        """Yield a token of each candidate at a time; see Target. Candidate i has the seed `seed` + i."""
        fault = self._fault(messages)
        if fault.refuse:
            raise RefusedError("The scripted model was told to refuse; send something else.")
        script = [tokens_of(self.says(messages, seed + index)) for index in range(n)]
        sizes = [len(tokens_of(message.text)) for message in messages]
        self._check(prompt := sum(sizes))
        await self.sleep(self.delay)
        steps = min(self.longest, max(1, *map(len, script)))
        for at in range(steps):
            if at == fault.break_after:
                yield [self._account(script, sizes, at)]
                raise BrokenError("The scripted model was told to break off; try again.")
            if at == fault.hang_after:
                await asyncio.Event().wait()
            if at and self.rate is not None:
                await self.sleep(1 / self.rate)
            batch: list[Said] = []
            for index, tokens in enumerate(script):
                batch += self._step(index, tokens, at, seed + index, prompt)
            if at == steps - 1:
                batch.append(self._account(script, sizes, steps))
            yield batch

    def says(self, messages: Sequence[Message], seed: int) -> str:
        """Return what is said to `messages` with `seed`."""
        if self.replies:
            return self.replies[seed % len(self.replies)]
        said = "\0".join([str(seed), *(f"{message.role}\0{message.text}" for message in messages)])
        digest = blake2b(said.encode(errors="surrogatepass"), digest_size=8).digest()
        return advice(Random(int.from_bytes(digest)))

    def _fault(self, messages: Sequence[Message]) -> Fault:
        last = messages[-1].text if messages else ""
        return next((fault for mark, fault in self.faults.items() if mark in last), Fault())

    def _check(self, prompt: int) -> None:
        if self.context is not None and prompt + self.longest > self.context:
            raise TooLongError(
                "The conversation is too long for the scripted model; begin a new one.",
                detail=f"{prompt} tokens and a reply exceed the context length of {self.context}",
                context=self.context,
            )

    def _step(self, index: int, tokens: Sequence[str], at: int, seed: int, prompt: int) -> Sequence[Said]:
        """Return the token `at` of a candidate, if it has one, and its Ending behind the last."""
        total = min(len(tokens), self.longest)
        step: list[Said] = [Piece(index, tokens[at])] if at < total else []
        if at == max(total - 1, 0):
            reason = "length" if total < len(tokens) else "stop"
            step.append(Ending(index, reason, seed, prompt_tokens=prompt, completion_tokens=total))
        return step

    def _account(self, script: Sequence[Sequence[str]], sizes: Sequence[int], steps: int) -> Account:
        """Return what so many steps took; the seconds are those of the script, not of a clock."""
        between = 0.0 if self.rate is None else max(0, steps - 1) / self.rate
        return Account(
            requests=1,
            samples=len(script),
            prompt_tokens=sum(sizes),
            cached_tokens=sum(sizes[:-1]),
            completion_tokens=sum(min(len(tokens), steps) for tokens in script),
            seconds=self.delay + between,
        )


def tokens_of(text: str) -> list[str]:
    """Return the words of `text`, each with the blanks before it; joined they are `text` again."""
    return _TOKEN.findall(text)
