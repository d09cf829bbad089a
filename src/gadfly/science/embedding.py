"""Texts as points: WordLlama's token vectors, averaged, without its own loader.

The wheel `wordllama` carries a table of token vectors and a tokenizer. Its loader looks on the
network and imports much that is not needed here, so both files are read by hand and the package
itself is never imported.

Sums run in float64, where adding half-precision numbers is exact: a text has the same vector on
every machine, in every batch. Word order is lost; so is everything past `LONGEST` characters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from gadfly.science.engine import Engine

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LONGEST = 16_384
"""Characters of one text that are read. The rest cannot change its vector."""

SOME = 512
"""Texts that an engine embeds at once."""
BATCH = 4_096
"""Texts tokenized at once: what the tokenizer keeps of each is many times its words."""

_TABLE = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"


class EmbeddingError(Exception):
    """The vectors cannot be loaded. The text is one plain sentence saying what to do."""


class Embedder(Protocol):
    """What turns texts into vectors."""

    @property
    def name(self) -> str:
        """Which vectors these are. Those of two names must not be compared."""

    @property
    def dimensions(self) -> int:
        """Numbers in one vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row for each text, zeros for a text without words; never NaN."""


@dataclass(frozen=True, slots=True, eq=False)
class WordLlama:
    """Mean-pooled WordLlama vectors (l2_supercat, 256 dimensions)."""

    table: NDArray[np.float32]
    tokenizer: "Tokenizer"
    name: str = "wordllama-l2-supercat-256"

    def __reduce__(self) -> tuple[Callable[[], "WordLlama"], tuple[()]]:
        """Pickle as what is installed: another process reads its own, and 32 MB need not travel."""
        return wordllama, ()

    @property
    def dimensions(self) -> int:
        """Numbers in one vector."""
        return int(self.table.shape[1])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row for each text: the mean of its tokens' vectors, zeros for no token."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for at in range(0, len(texts), BATCH):
            encodings = self.tokenizer.encode_batch_fast(
                [_readable(text) for text in texts[at : at + BATCH]], add_special_tokens=False
            )
            for row, encoding in enumerate(encodings, at):
                tokens = encoding.ids
                if tokens:
                    rows[row] = self.table[tokens].sum(axis=0, dtype=np.float64) / len(tokens)
        return rows


def _readable(text: str) -> str:
    """Return what the tokenizer takes: bounded, and no half characters (lone surrogates)."""
    return text[:LONGEST].encode(errors="replace").decode()


@cache
def wordllama() -> WordLlama:
    """Return the vectors of the installed wheel, read at the first call (some 0.2 s, 32 MB).

    Raises EmbeddingError where the wheel or one of its two files is missing.
    """
    return _read(_folder("wordllama"))


def _folder(package: str) -> Path:
    """Return where an installed package lies, without importing it."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise EmbeddingError(f"The package {package} is not installed: install Gadfly again with pip.")
    return Path(found.origin).parent


def _read(folder: Path) -> WordLlama:
    """Return the vectors and the tokenizer that lie in the wheel's `folder`."""
    from safetensors.numpy import load_file  # noqa: PLC0415 -- slow; only who embeds waits
    from tokenizers import Tokenizer  # noqa: PLC0415 -- slow; only who embeds waits

    for part in (_TABLE, _TOKENIZER):
        if not (folder / part).is_file():
            raise EmbeddingError(f"The package wordllama lacks {part}: install version 0.4.0.post1.")
    table = load_file(folder / _TABLE)["embedding.weight"]
    return WordLlama(table.astype(np.float32), Tokenizer.from_file(str(folder / _TOKENIZER)))


@dataclass(frozen=True, slots=True)
class Spread:
    """An embedder whose texts are embedded wherever an engine does it, some at a time."""

    embedder: Embedder
    engine: Engine

    @property
    def name(self) -> str:
        """Which vectors these are: those of the embedder."""
        return self.embedder.name

    @property
    def dimensions(self) -> int:
        """Numbers in one vector."""
        return self.embedder.dimensions

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row for each text, as the embedder does."""
        rows = list(self.engine.each(self.embedder.embed, texts, SOME))
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimensions)


class Remembering:
    """An embedder that keeps the vectors of the texts it saw, up to `most` of them."""

    def __init__(self, embedder: Embedder, most: int = 100_000) -> None:
        self._embedder = embedder
        self._most = most
        self._known: dict[str, NDArray[np.float32]] = {}

    @property
    def name(self) -> str:
        """Which vectors these are: those of the embedder behind."""
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        """Numbers in one vector."""
        return self._embedder.dimensions

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row for each text, as the embedder behind does."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        found = dict(zip(new, self._embedder.embed(new), strict=True))
        rows = [found[text] if text in found else self._known[text] for text in texts]
        for text in new[: max(0, self._most - len(self._known))]:
            self._known[text] = found[text]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimensions)
