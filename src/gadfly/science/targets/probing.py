"""Probing: what answers at an endpoint, and what it can do, found by asking.

A dozen requests for a few words each: the list of models, both forms, one seed twice and others,
two candidates at once, probabilities. What fails is said; a bad endpoint raises nothing.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, NamedTuple

from gadfly.science.dialogue import Candidate, Message, Role, Sampling
from gadfly.science.targets import Account, TargetError, TooLongError, UnreachableError
from gadfly.science.targets.breaker import Breaker
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.forms import Form
from gadfly.science.targets.found import Found
from gadfly.science.targets.http import Reply
from gadfly.science.targets.key import masked
from gadfly.science.targets.listing import Listing
from gadfly.science.targets.refusals import NotAcceptedError, refusal

__all__ = ["Found", "probe"]

_QUESTION = (Message(Role.HUMAN, "Make up a name for a soup that nobody has cooked yet."),)
_TOKENS = 16
_SEED, _OTHERS = 1, (2, 3, 4)
"""Others are tried in turn: a model that is sure says the same with two seeds."""
_LARGEST = 2**20
"""Bytes read of an answer that is not a reply."""
_MOST_WORDS = 2**17
"""Words in a message that is meant to be too long, at most."""
_PROBABILITIES = re.compile(rb'"(?:logprob|token_logprobs)" ?:')
"""Quotes within what a model says have a backslash before them."""


async def probe(endpoint: Endpoint, *, within: float = 90.0, each: float = 30.0) -> Found:
    """Return what `endpoint` can do, after `within` seconds at most and `each` for one request.

    Its form, its breaker and what it has learnt play no part, and are left as they are.
    """
    trial = _Trial(replace(endpoint, sampling=Sampling(max_tokens=_TOKENS)), each)
    try:
        async with asyncio.timeout(within):
            await trial.run()
    except TimeoutError:
        trial.note(TargetError(f"The check was ended after {within:g} seconds; try again for the rest."))
    return trial.found


class _Heard(NamedTuple):
    """A whole reply: the first candidate, in how many reads it came, what it took."""

    candidate: Candidate
    reads: int
    account: Account
    n_in_one: bool | None

    def measured(self) -> dict[str, Any]:
        """Return what it shows of the server's ways and speed."""
        first, last = self.candidate.first_token_ms, self.candidate.latency_ms
        written = self.account.completion_tokens or self.reads
        rate = None
        if self.reads > 1 and first is not None and last is not None and last > first:
            rate = 1000 * (written - 1) / (last - first)
        return {
            "streams": self.reads > 1,
            "counts": not self.account.unmetered,
            "first_token_ms": first,
            "tokens_a_second": rate,
        }


@dataclass
class _Trial:
    """One probing. `found` grows with each step; `form` is the one it goes on in."""

    endpoint: Endpoint
    each: float
    form: Form = Form.CHAT
    found: Found = field(default_factory=Found)

    async def run(self) -> None:
        listing = await self._listing()
        self._see(models=listing.names, context=listing.context)
        await self._forms()
        if not self.found.works:
            return
        for step in (self._seeds, self._candidates, self._probabilities):
            try:
                await step()
            except TargetError as error:
                self.note(error)
        if listing.context and listing.bound:
            await self._length(min(listing.context, _MOST_WORDS))

    def note(self, error: TargetError) -> None:
        """Keep what went wrong, each sentence once."""
        found = self.found
        if str(error) not in found.problems:
            self._see(problems=(*found.problems, str(error)), details=(*found.details, error.detail))

    def _see(self, **found: Any) -> None:  # noqa: ANN401 -- the fields' own types
        self.found = replace(self.found, **found)

    async def _listing(self) -> Listing:
        """Return the list of models, an empty one where there is none: the server may answer all the same."""
        with suppress(TargetError):
            get = self.endpoint.http.get
            body = await self._body(lambda headers: get(self.endpoint.url("/models"), headers))
            return Listing.of(body, self.endpoint.model)
        return Listing()

    async def _forms(self) -> None:
        failures: list[TargetError] = []
        for form in Form:
            try:
                heard = await self._hear(form)
            except TargetError as error:
                failures.append(error)
                if isinstance(error, UnreachableError):
                    break
            else:
                if not self.found.works:
                    self.form = form
                    self._see(**heard.measured())
                self._see(**{form: True})
        for failure in failures:
            if failure.passing or not self.found.works:
                self.note(failure)

    async def _seeds(self) -> None:
        """Ask with one seed until two replies agree, then with others until one does not."""
        first, again = await self._words(_SEED), await self._words(_SEED)
        if first != again:  # a prompt that is read anew can be rounded otherwise than one that is known
            first, again = again, await self._words(_SEED)
        self._see(seed=False)
        for other in _OTHERS if first == again else ():
            if await self._words(other) != first:
                self._see(seed=True)
                return

    async def _words(self, seed: int) -> str:
        return (await self._hear(self.form, seed=seed)).candidate.text

    async def _candidates(self) -> None:
        self._see(n_in_one=(await self._hear(self.form, n=2)).n_in_one)

    async def _probabilities(self) -> None:
        wish = {"logprobs": True, "top_logprobs": 1} if self.form is Form.CHAT else {"logprobs": 1}
        body = replace(self.endpoint, form=self.form).body(_QUESTION, n=1, seed=_SEED, **wish)
        url, post = self.endpoint.url(self.form.path), self.endpoint.http.post
        try:
            said = await self._body(lambda headers: post(url, body, headers))
        except NotAcceptedError:
            said = b""
        self._see(logprobs=_PROBABILITIES.search(said) is not None)

    async def _length(self, words: int) -> None:
        """Ask for more than fits: only the refusal tells how much that is. llama.cpp reads none of it."""
        with suppress(TargetError):
            try:
                await self._hear(self.form, asked=[Message(Role.HUMAN, "egg " * words)])
            except TooLongError as error:
                self._see(context=error.context or self.found.context)

    async def _hear(
        self, form: Form, *, n: int = 1, seed: int = _SEED, asked: Sequence[Message] = _QUESTION
    ) -> _Heard:
        """Return a whole reply. Raises TargetError."""
        endpoint = replace(self.endpoint, form=form, n_in_one=None, breaker=Breaker())
        told: set[str] = set()
        async with _in_time(self.each):
            collected = await endpoint.reply(
                asked, n=n, seed=seed, told=lambda texts: told.add("".join(texts))
            )
        if collected.error is not None:
            raise collected.error
        return _Heard(collected.candidates[0], len(told - {""}), collected.account, endpoint.n_in_one)

    async def _body(self, exchange: Callable[[dict[str, str]], AbstractAsyncContextManager[Reply]]) -> bytes:
        """Return what an exchange with these headers brings, up to a bound. Raises TargetError."""
        read, secret = b"", "" if self.endpoint.key is None else self.endpoint.key()
        try:
            async with _in_time(self.each), exchange(self.endpoint.headers(secret)) as reply:
                if reply.status != HTTPStatus.OK:
                    raise await refusal(reply)
                while len(read) < _LARGEST and (data := await reply.read()):
                    read += data
        except TargetError as error:
            error.detail = masked(error.detail, secret)
            raise
        return read


@asynccontextmanager
async def _in_time(seconds: float) -> AsyncGenerator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise UnreachableError("The model did not answer in time; try again in a minute.") from error
