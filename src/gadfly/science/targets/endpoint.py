"""A target behind an OpenAI-compatible endpoint: hosted, vLLM, SGLang, llama.cpp's server."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from gadfly.science.dialogue import Message, Role, Sampling
from gadfly.science.targets import Account, Batch, Said, Target, TargetError
from gadfly.science.targets.answer import Answer
from gadfly.science.targets.breaker import Breaker
from gadfly.science.targets.http import Http
from gadfly.science.targets.key import masked
from gadfly.science.targets.merging import merged
from gadfly.science.targets.refusals import NotAcceptedError, refusal

_ROLES = {Role.SYSTEM: "system", Role.HUMAN: "user", Role.ASSISTANT: "assistant"}
_PAUSES = (0.25, 1.0)
"""Seconds before the second and the third try."""
_PATIENCE = 10.0
"""Seconds we wait at most because a server asks us to."""
_HEADERS = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}


@dataclass(kw_only=True)
class Endpoint(Target):
    """A model at an endpoint, asked for chat completions in a stream.

    `base` is the address up to and with the version, as in http://127.0.0.1:8080/v1. `n_in_one`
    says whether the server writes several candidates for one request: None tries it, and
    remembers here what came of it.

    A request that fails before any words came is tried again, twice at most.
    """

    http: Http = field(repr=False)
    base: str
    model: str
    name: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    key: Callable[[], str] | None = field(default=None, repr=False)
    n_in_one: bool | None = None
    breaker: Breaker = field(default_factory=Breaker, repr=False)
    sleep: Callable[[float], Awaitable[object]] = field(default=asyncio.sleep, repr=False)

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        """Yield the candidates' words as they come; see Target.

        A server that leaves candidates out, though asked for all in one request, is asked for
        each of the missing ones in a request of its own, with the seed `seed` + its index.
        """
        missing: Sequence[int] = range(n)
        if n > 1 and self.n_in_one is not False:
            seen: set[int] = set()
            try:
                async with aclosing(self._ask(messages, n=n, seed=seed)) as batches:
                    async for batch in batches:
                        seen.update(said.index for said in batch if not isinstance(said, Account))
                        yield batch
            except NotAcceptedError:
                if self.n_in_one:
                    raise
            missing = [index for index in range(n) if index not in seen]
        if missing:
            single = [self._ask(messages, n=1, first=index, seed=seed + index) for index in missing]
            async with aclosing(single[0] if len(single) == 1 else merged(single)) as batches:
                async for batch in batches:
                    yield batch
        if n > 1 and self.n_in_one is None:
            self.n_in_one = not missing

    async def _ask(
        self, messages: Sequence[Message], *, n: int, seed: int, first: int = 0
    ) -> AsyncGenerator[Batch]:
        """Yield what one request brings, trying again while that is of use and nothing was shown."""
        body = self._body(messages, n=n, seed=seed)
        secret = "" if self.key is None else self.key()
        headers = _HEADERS | ({"Authorization": f"Bearer {secret}"} if secret else {})
        pauses = iter(_PAUSES)
        while True:
            answer = Answer(n, first=first, seed=seed)
            try:
                with self.breaker.watch():
                    async with self.http.post(self._url, body, headers) as reply:
                        if reply.status != HTTPStatus.OK:
                            raise await refusal(reply)
                        while not answer.over and (data := await reply.read()):
                            if pieces := answer.feed(data):
                                yield pieces
                        if pieces := answer.close():
                            yield pieces
                yield answer.endings()
            except TargetError as error:
                error.detail = masked(error.detail, secret)  # servers quote the key they refuse
                saved: list[Said] = [*answer.pieces(), *answer.endings()]
                if saved:
                    yield saved
                wait = _wait(error, next(pauses, None))
                if wait is None or saved or answer.shown:
                    raise
                await self.sleep(wait)
            else:
                return

    @property
    def _url(self) -> str:
        return f"{self.base.rstrip('/')}/chat/completions"

    def _body(self, messages: Sequence[Message], *, n: int, seed: int) -> bytes:
        said = [{"role": _ROLES[message.role], "content": message.text} for message in messages]
        body: dict[str, Any] = {
            "model": self.model,
            "messages": said,
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": self.sampling.temperature,
            "top_p": self.sampling.top_p,
            "max_tokens": self.sampling.max_tokens,
            "seed": seed,
        }
        return json.dumps(body if n == 1 else body | {"n": n}).encode()


def _wait(error: TargetError, pause: float | None) -> float | None:
    """Return how long to wait before the next try, in seconds; None for no further try."""
    if pause is None or not error.passing:
        return None
    wait = pause if error.after is None else error.after
    return wait if wait <= _PATIENCE else None
