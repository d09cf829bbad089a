"""A small language model that reads: texts in, the states after their last tokens out.

    python -m gadfly.science.preference.states_program --model FILE --layers 20

One text a line on standard input, as JSON; one line on standard output for each: base64 of
little-endian float32. A program of its own, because a fault in native code must not take the
site with it. It ends when its standard input closes.

Texts are read one at a time and in one piece, on one core: a state then depends on its text
alone, to the last bit, which it does not where llama.cpp reads several at once.
"""

import argparse
import base64
import json
import os
import secrets
import struct
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gadfly.science.layers import first_layers

MOST_TOKENS = 3072
"""Of one text: what 700 characters come to at four bytes each, and the marks around them."""

_QUIET = 1  # errors only: what people wrote belongs in no log


def main(argv: Sequence[str] | None = None) -> int:  # pragma: no cover -- tests run it as a child
    """Answer until standard input closes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--layers", type=int, required=True)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        cut = Path(folder) / "layers.gguf"
        first_layers(asked.model, cut, asked.layers)
        server = _server(cut)
    for line in sys.stdin:
        answer = server.handle_embeddings({"input": json.loads(line), "embd_normalize": -1})
        state = answer["data"][0]["embedding"]
        print(base64.b64encode(struct.pack(f"<{len(state)}f", *state)).decode(), flush=True)  # noqa: T201 -- so it answers
    os._exit(0)  # llama.cpp's own farewell can hang


def _server(model: Path) -> Any:  # noqa: ANN401 -- has no types  # pragma: no cover -- as above
    import xllamacpp  # noqa: PLC0415 -- 100 MB of native code: only this program maps it

    asked = xllamacpp.CommonParams()
    asked.model.path = str(model)
    asked.embedding, asked.embd_normalize = True, -1
    asked.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_LAST
    asked.n_parallel, asked.n_ctx = 1, MOST_TOKENS
    asked.n_batch = asked.n_ubatch = MOST_TOKENS
    asked.cache_prompt = asked.fit_params = asked.warmup = asked.ui = False
    for each in (asked.cpuparams, asked.cpuparams_batch):
        each.n_threads, each.poll = 1, 0
    asked.hostnames, asked.port = ["127.0.0.1"], 0  # it listens whether one will or not:
    asked.api_keys = [secrets.token_hex(16)]  # to nobody
    asked.verbosity = _QUIET
    return xllamacpp.Server(asked)


if __name__ == "__main__":  # pragma: no cover -- as above
    sys.exit(main())
