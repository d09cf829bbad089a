"""Dialogues as points: the state of a small language model after the last token of a reply.

`States` is an embedder like any other; what it embeds is the text form made here. The model is
read by a child program, started at the first call and ended with this process.
"""

import atexit
import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from gadfly.science.dialogue import Role
from gadfly.science.embedding import EmbeddingError
from gadfly.science.gguf import Shelf, sha256_of
from gadfly.science.preference import Reply

BEFORE = 300
"""Characters of what was said before that are read: the last ones. Every one costs time."""

LONGEST = 400
"""Characters of the reply that are read: the first ones."""

_MARKS = 20
"""Characters that the marks around a message count for, so that many short ones have an end, too."""

_ROLES = {Role.SYSTEM: "system", Role.HUMAN: "user", Role.ASSISTANT: "assistant"}


def text_of(reply: Reply) -> str:
    """Return what is read of a reply: the end of what was said before, and its own beginning.

    In the marks that the model was taught (ChatML). Marks inside what people or models wrote
    are broken by a blank, so that nobody can speak for another.
    """
    parts, left = [], BEFORE
    for said in reversed(reply.before):
        if left <= 0:
            break
        text = said.text.strip()[-left:]
        left -= len(text) + _MARKS
        parts.append(f"<|im_start|>{_ROLES[said.role]}\n{_plain(text)}<|im_end|>\n")
    own = _plain(reply.text.strip()[:LONGEST])
    return f"{''.join(reversed(parts))}<|im_start|>assistant\n{own}<|im_end|>"


def _plain(text: str) -> str:
    return text.replace("<|", "< |").encode(errors="replace").decode().replace("\0", " ")


@dataclass(eq=False)
class States:
    """The states after layer `layers` of the model in `file`, whose SHA-256 is known."""

    file: Path
    sha256: str
    layers: int
    _child: "subprocess.Popen[str] | None" = field(default=None, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def __reduce__(self) -> "tuple[Callable[[str, int], States], tuple[str, int]]":
        """Pickle as the content of the file: another process finds its own. It raises EmbeddingError."""
        return _states_like, (self.sha256, self.layers)

    @property
    def name(self) -> str:
        """Which states these are: the file's first digits and the layer."""
        return f"gguf-{self.sha256[:12]}-layer-{self.layers}"

    @property
    def dimensions(self) -> int:
        """Numbers in one state."""
        return int(self.embed(["."]).shape[1])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row for each text. Raises EmbeddingError where the model cannot be read."""
        with self._lock:
            rows = [self._read(text) for text in texts]
        return np.array(rows, dtype=np.float32)

    def close(self) -> None:
        """End the child program; the next call starts another."""
        if self._child is not None:
            self._child.communicate()
            self._child = None

    def _read(self, text: str) -> NDArray[np.float32]:
        child = self._child = self._child or self._started()
        try:
            print(json.dumps(text), file=child.stdin, flush=True)
        except BrokenPipeError:
            answer = ""
        else:
            answer = child.stdout.readline() if child.stdout else ""
        if not answer.endswith("\n"):
            self._ended(child)
            raise EmbeddingError(
                f"{self.layers} layers of the model {self.file.name} could not be read. Ask for fewer, or "
                "fetch it anew: gadfly pull"
            )
        return np.frombuffer(base64.b64decode(answer), dtype="<f4")

    def _started(self) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "gadfly.science.preference.states_program"]
        return subprocess.Popen(  # noqa: S603 -- our own program
            [*command, "--model", str(self.file), "--layers", str(self.layers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # llama.cpp speaks of nothing that a person could use
            text=True,
            encoding="ascii",
        )

    def _ended(self, child: "subprocess.Popen[str]") -> None:
        """Forget a child that died."""
        self._child = None
        child.kill()
        child.communicate()


@cache
def states(file: Path, layers: int) -> States:
    """Return the states of a model; each model is loaded once. Raises OSError where there is no file."""
    found = States(file, sha256_of(file), layers)
    atexit.register(found.close)
    return found


@cache
def _states_like(sha256: str, layers: int) -> States:
    return states(weights_like(sha256, None), layers)


def weights_like(sha256: str, folder: Path | None) -> Path:
    """Return the file with this content: in `folder`, or where `gadfly pull` puts models.

    A checksum noted beside a file is believed. Raises EmbeddingError where there is none.
    """
    pulled = Path(os.environ.get("GADFLY_DATA_DIR", "data")).expanduser() / "models"
    for home in (folder, pulled):
        for file in sorted(home.glob("*.gguf")) if home else ():
            if (Shelf(file.parent).noted(file.stem) or sha256_of(file)) == sha256:
                return file
    raise EmbeddingError(f"The weights with the SHA-256 {sha256[:12]}… are not here. Fetch them: gadfly pull")
