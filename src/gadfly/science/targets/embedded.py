"""The embedded model: llama.cpp's OpenAI-compatible server, a child program on loopback.

    GADFLY_EMBEDDED_KEY=… python -m gadfly.science.targets.embedded --model FILE --port 0

prints one line, `READY http://127.0.0.1:PORT/v1`, and serves until its standard input closes, so
that it cannot outlive whoever holds the other end. A program of its own, because a fault in
native code must not take the site with it; reached through `http`, like any other model.
Why these settings, with figures: docs/decisions/0004-the-embedded-model.md.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

KEY = "GADFLY_EMBEDDED_KEY"
"""The environment variable with the secret every request must carry (16 characters or more)."""

READY = "READY "
"""Begins the one line on standard output; the base URL follows."""

NAME = "SmolLM2-135M-Instruct"
"""The model's name in requests and answers."""

CONTEXT = 8192
"""Tokens that one dialogue may hold, its next reply included: as many as SmolLM2 was trained with."""

AT_ONCE = 4
"""Turns that are best asked of it at once; with more of them each is slower and none is sooner done."""

SLOTS = 16 * AT_ONCE
"""Replies written at once; more wait their turn. One request may ask for as many candidates.

A request waits until there are slots for all its candidates, and smaller ones pass it: so there
are enough for sixteen in every turn.
"""

_SHORTEST_KEY = 16
_SHARED_TOKENS = 2 * CONTEXT  # candidates of one turn share what their dialogue takes up
_PROMPT_CACHE_MIB = 256  # a dialogue that lost its slot comes back without being read again
_SPINS = 1000  # turns of an idle loop in which a thread waits for the others before it sleeps
_PATIENCE = 60  # seconds a connection may stand still
_CONNECTIONS = 32
_QUIET = 1  # errors only: what people write to the model belongs in no log


def command(model: Path, *, port: int = 0, name: str = NAME) -> tuple[str, ...]:
    """Return the command line that serves `model` as `name`; port 0 lets the system choose."""
    return (sys.executable, "-m", __name__, "--model", str(model), "--port", str(port), "--name", name)


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until standard input closes; return the exit status, 1 with a reason if it cannot start."""
    asked = _parser().parse_args(argv)
    key = os.environ.get(KEY, "")
    if len(key) < _SHORTEST_KEY:
        return _refuse(f"Set {KEY} to a random secret of at least {_SHORTEST_KEY} characters.")
    if not asked.model.is_file():
        return _refuse(f"There are no weights at {asked.model}. Fetch them: gadfly pull")
    return _serve(settings(asked.model, key=key, port=asked.port, threads=asked.threads, name=asked.name))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m gadfly.science.targets.embedded")
    parser.add_argument("--model", type=Path, required=True, help="weights in a GGUF file")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0: any free one")
    parser.add_argument("--threads", type=int, default=spare_cores(), help="cores for one reply")
    parser.add_argument("--name", default=NAME, help="the model's name in requests and answers")
    return parser


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)  # noqa: T201 -- a child program speaks to its log
    return 1


def spare_cores() -> int:
    """Return how many cores one reply takes: all but one, which the site needs.

    The model's threads wait for each other at each of hundreds of steps a token: one that must
    share its core holds up all.
    """
    return max(1, (os.cpu_count() or 1) - 1)


def settings(model: Path, *, key: str, port: int, threads: int, name: str = NAME) -> Any:  # noqa: ANN401 -- has no types
    """Return what llama.cpp is asked for, an xllamacpp.CommonParams."""
    import xllamacpp  # noqa: PLC0415 -- 100 MB of native code: only this program maps it

    asked = xllamacpp.CommonParams()
    asked.model.path = str(model)
    asked.model_alias = {name}  # else answers would tell the file's path
    _listen(asked, key=key, port=port)
    _share(asked, threads=threads)
    _draw_plainly(asked.sampling)
    return asked


def _listen(asked: Any, *, key: str, port: int) -> None:  # noqa: ANN401 -- as above
    asked.hostnames, asked.port = ["127.0.0.1"], port
    asked.api_keys = [key]
    asked.cors_origins = ""
    asked.ui = asked.endpoint_slots = asked.endpoint_props = asked.endpoint_metrics = False
    asked.timeout_read = asked.timeout_write = _PATIENCE
    asked.n_threads_http = _CONNECTIONS
    asked.verbosity = _QUIET


def _share(asked: Any, *, threads: int) -> None:  # noqa: ANN401 -- as above
    asked.cpuparams.n_threads = threads
    # Whatever comes in batches gains from one core more: dialogues to read, several replies.
    asked.cpuparams_batch.n_threads = min(threads + 1, os.cpu_count() or 1)
    asked.cpuparams.poll = asked.cpuparams_batch.poll = 0  # an idle model leaves the processor alone
    asked.n_parallel, asked.cont_batching = SLOTS, True
    asked.n_ctx, asked.kv_unified, asked.kv_unified_per_slot = _SHARED_TOKENS, True, CONTEXT
    asked.cache_prompt, asked.cache_ram_mib = True, _PROMPT_CACHE_MIB
    asked.fit_params = False  # do as told, however much memory seems free


def _draw_plainly(sampling: Any) -> None:  # noqa: ANN401 -- as above
    """Undo llama.cpp's own taste: what a request does not ask for is not done to its replies."""
    sampling.temp, sampling.top_p, sampling.top_k, sampling.min_p = 1.0, 1.0, 0, 0.0


def _serve(asked: Any) -> int:  # noqa: ANN401 -- as above  # pragma: no cover -- tests run it as a child
    import xllamacpp  # noqa: PLC0415 -- as above

    try:
        server = xllamacpp.Server(asked)
    except RuntimeError:
        time.sleep(0.2)  # llama.cpp's log has a thread of its own, and ours are to be the last words
        return _refuse(
            f"The model did not start: either port {asked.port} is taken, or {asked.model.path} is damaged. "
            "Try another port, then: gadfly pull --verify"
        )
    print(f"{READY}{server.listening_address}/v1", flush=True)  # noqa: T201 -- how the parent learns it
    sys.stdin.buffer.read()
    os._exit(0)  # llama.cpp's own farewell can hang


if __name__ == "__main__":  # pragma: no cover -- likewise
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing to tidy up, so end at once
    os.environ.setdefault("GOMP_SPINCOUNT", str(_SPINS))  # OpenMP reads it when llama.cpp is loaded
    sys.exit(main())
