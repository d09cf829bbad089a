"""A target behind an OpenAI-compatible endpoint: hosted, vLLM, SGLang, llama.cpp's server."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from http import HTTPStatus

from gadfly.science.dialogue import Message, Sampling
from gadfly.science.targets import AbsentError, Account, Batch, Said, Target, TargetError
from gadfly.science.targets.answer import Answer
from gadfly.science.targets.breaker import Breaker
from gadfly.science.targets.forms import Form
from gadfly.science.targets.http import Http
from gadfly.science.targets.key import masked
from gadfly.science.targets.merging import merged
from gadfly.science.targets.portions import Portions
from gadfly.science.targets.refusals import NotAcceptedError, refusal

_PAUSES = (0.25, 1.0)
"""Seconds before the second and the third try."""
_STARTING = (1.0, 6.0)
"""The same where nobody listens: as long as the embedded model takes to be started again."""
_PATIENCE = 10.0
"""Seconds we wait at most because a server asks us to."""
_AT_ONCE = 8
"""Requests for one turn's candidates that are under way together."""
_HEADERS = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}


@dataclass(kw_only=True)
class Endpoint(Target):
    """A model at an endpoint, asked for completions in a stream.

    `base` is the address up to and with the version, as in http://127.0.0.1:8080/v1. `form` says
    whether it is asked as a chat or for a text's continuation. `n_in_one` says whether the server
    writes several candidates for one request: None tries it, and remembers here what came of it.
    `more` are fields that every request has beside ours, as JSON values.

    A request that fails before any words came is tried again, twice at most. Each request yields
    its Account, unless whoever listens leaves before its end.
    """

    http: Http = field(repr=False)
    base: str
    model: str
    name: str = ""
    form: Form = Form.CHAT
    sampling: Sampling = field(default_factory=Sampling)
    key: Callable[[], str] | None = field(default=None, repr=False)
    n_in_one: bool | None = None
    more: Mapping[str, object] = field(default_factory=dict)
    breaker: Breaker = field(default_factory=Breaker, repr=False)
    sleep: Callable[[float], Awaitable[object]] = field(default=asyncio.sleep, repr=False)
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    _portions: Portions = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._portions = Portions.knowing(self.n_in_one)

    async def stream(self, messages: Sequence[Message], *, n: int, seed: int) -> AsyncGenerator[Batch]:
        """Yield the candidates' words as they come; see Target.

        A server that brings or takes fewer candidates than it is asked for is asked again for the
        missing ones, in requests of the size it bears. A request has the seed `seed` + the index of
        its first candidate.
        """
        portions, seen = self._portions, set[int]()
        while left := [index for index in range(n) if index not in seen]:
            runs = portions.of(left)
            size = len(runs[0])
            try:
                async with aclosing(self._ask_all(messages, runs, seed)) as batches:
                    async for batch in batches:
                        seen.update(said.index for said in batch if not isinstance(said, Account))
                        yield batch
            except NotAcceptedError:
                fewer = portions.refused(size)
                if fewer is None:
                    raise
                portions = fewer
            else:
                portions = portions.brought(size, len(seen.intersection(runs[0])))
        self._portions = portions
        if n > 1 and self.n_in_one is None:
            self.n_in_one = portions.proved > 1

    def url(self, path: str) -> str:
        """Return the address of `path` at this endpoint."""
        return f"{self.base.rstrip('/')}{path}"

    def headers(self, secret: str) -> dict[str, str]:
        """Return a request's headers, with the key where there is one."""
        return _HEADERS | ({"Authorization": f"Bearer {secret}"} if secret else {})

    def body(self, messages: Sequence[Message], *, n: int, seed: int, **more: object) -> bytes:
        """Return a request's body: what to answer, how, and `more` fields as they are."""
        asked = self.form.asking(messages) | {
            "model": self.model,
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": self.sampling.temperature,
            "top_p": self.sampling.top_p,
            "max_tokens": self.sampling.max_tokens,
            "seed": seed,
            **more,
        }
        return json.dumps(asked if n == 1 else asked | {"n": n}).encode()

    def _ask_all(
        self, messages: Sequence[Message], runs: Sequence[range], seed: int
    ) -> AsyncGenerator[Batch]:
        """Return what requests for these runs of candidates bring."""
        streams = [self._ask(messages, run, seed=seed + run.start) for run in runs]
        return streams[0] if len(streams) == 1 else merged(streams, at_once=_AT_ONCE)

    async def _ask(self, messages: Sequence[Message], run: range, *, seed: int) -> AsyncGenerator[Batch]:
        """Yield what one request brings, trying again while that is of use and nothing was shown."""
        body = self.body(messages, n=len(run), seed=seed, **self.more)
        secret = "" if self.key is None else self.key()
        url, headers = self.url(self.form.path), self.headers(secret)
        tries = iter(zip(_PAUSES, _STARTING, strict=True))
        while True:
            answer = Answer(len(run), first=run.start, seed=seed, stripped=self.form is Form.RAW)
            began: float | None = None
            try:
                with self.breaker.watch():
                    began = self.clock()
                    async with self.http.post(url, body, headers) as reply:
                        if reply.status != HTTPStatus.OK:
                            raise await refusal(reply)
                        answer.served = True
                        while not answer.over and (data := await reply.read()):
                            if pieces := answer.feed(data):
                                yield pieces
                        if pieces := answer.close():
                            yield pieces
                yield [*answer.endings(), answer.account(self.clock() - began)]
            except TargetError as error:
                error.detail = masked(error.detail, secret)  # servers quote the key they refuse
                saved: list[Said] = [*answer.pieces(), *answer.endings()]
                if began is not None:
                    yield [*saved, answer.account(self.clock() - began)]
                wait = _wait(error, next(tries, None))
                if wait is None or saved or answer.shown:
                    raise
                await self.sleep(wait)
            else:
                return


def _wait(error: TargetError, pauses: tuple[float, float] | None) -> float | None:
    """Return how long to wait before the next try, in seconds; None for no further try."""
    if pauses is None or not error.passing:
        return None
    usual, starting = pauses
    pause = starting if isinstance(error, AbsentError) else usual
    wait = pause if error.after is None else error.after
    return wait if wait <= _PATIENCE else None
