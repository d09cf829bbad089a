"""What answers in a demo: the small model, another that was pulled, or a script."""

import sys
from dataclasses import dataclass
from pathlib import Path

from gadfly.cli.pull import PullError, ensure_weights
from gadfly.cli.seed import SMALL, Model
from gadfly.science.gguf import Shelf, check_gguf, sha256_of
from gadfly.science.targets import embedded
from gadfly.science.weights import DamagedError
from gadfly.site.environment import data_dir

_LONGEST = 60
"""Characters of a model's name, which has to fit into those of endpoints."""
_REVISION = 12
"""Digits of a checksum that say which revision of a model answers."""


@dataclass(frozen=True, slots=True)
class Answering:
    """A program that answers, what its first line begins with, and the model as the site knows it."""

    called: str
    command: tuple[str, ...]
    ready: str
    model: Model


def what_answers(asked: str | None, *, scripted: bool, port: int) -> Answering:
    """Return what answers at `port`: the script, the model `asked` for, or the small one.

    Fetches the small one's weights if they are not here. Raises PullError.
    """
    base_url = f"http://127.0.0.1:{port}/v1"
    if scripted:
        canned = (sys.executable, "-m", "gadfly.science.targets.scripted_server", "--port", str(port))
        model = Model("scripted", "scripted", "canned", "", base_url)
        return Answering("the scripted model", canned, "Serving", model)
    if asked is None:
        weights = ensure_weights(data_dir())
        model = Model(SMALL, embedded.NAME, "Q4_1", "135M", base_url)
    else:
        shelf = Shelf(data_dir() / "models")
        weights = _found(asked, shelf)
        noted = shelf.noted(weights.stem) if weights.parent == shelf.folder else ""
        name = weights.stem[:_LONGEST]
        model = Model(name, name, (noted or sha256_of(weights))[:_REVISION], "", base_url)
    command = embedded.command(weights, port=port, name=model.name)
    return Answering("the model", command, embedded.READY, model)


def _found(asked: str, shelf: Shelf) -> Path:
    """Return the file of a model on the shelf, or of any GGUF file. Raises PullError."""
    given = Path(asked)
    file = given if given.is_file() else shelf.file(asked)
    if not file.is_file():
        there = ", ".join(shelf.names()) or "none yet"
        raise PullError(f"No model is called {asked}. There are: {there}. Bring it: gadfly pull --from FILE")
    try:
        check_gguf(file)
    except DamagedError as error:
        raise PullError(str(error)) from error
    return file
