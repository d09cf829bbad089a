"""A model in a GGUF file of a Hugging Face repository.

A whole commit and a checksum say which file is meant: what a study rests on must be the same
next year. Repositories that ask for a sign-in are not for us: we send no key.
"""

import asyncio
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TextIO
from urllib.parse import quote

from gadfly.cli.pull.errors import PullError
from gadfly.cli.pull.file import is_here, must_be_sha256
from gadfly.cli.pull.progress import Progress
from gadfly.cli.pull.wheel import PAUSES
from gadfly.science.gguf import Shelf, check_gguf
from gadfly.science.weights import DamagedError, Pin
from gadfly.shared.download import ClosedError, DownloadError, alone_in, fetch, size_of

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of a repository at a commit, with its checksum. Raises PullError for what names none."""

    repository: str
    file: str
    revision: str
    sha256: str
    hub: str

    def __post_init__(self) -> None:
        if not _REPOSITORY.fullmatch(self.repository):
            raise PullError(
                f"--hf takes OWNER/NAME, as in --hf kitchen/egg-timer-GGUF, not {self.repository}."
            )
        path = PurePosixPath(self.file)
        if path.suffix != ".gguf" or path.is_absolute() or ".." in path.parts:
            raise PullError(
                "Name the file in the repository: --file NAME.gguf. Models in other forms have to be "
                "converted to GGUF first."
            )
        if not _COMMIT.fullmatch(self.revision):
            raise PullError(
                "Name the whole commit, 40 hexadecimal digits: --revision COMMIT. The repository's list of "
                "commits shows it; a branch or a tag may mean another file tomorrow."
            )
        if not self.sha256:
            raise PullError(
                "Give the file's checksum: --sha256 HEX. The file's own page in the repository shows it; or "
                "run sha256sum on a copy that you trust."
            )
        must_be_sha256(self.sha256)

    @property
    def name(self) -> str:
        """What the model is called here."""
        return PurePosixPath(self.file).stem

    @property
    def url(self) -> str:
        """Where the file is."""
        return f"{self.hub.rstrip('/')}/{self.repository}/resolve/{self.revision}/{quote(self.file)}"


def public_hub() -> str:
    """Return where public repositories are: what the hub's own library says, or HF_ENDPOINT."""
    from huggingface_hub.constants import ENDPOINT

    return ENDPOINT


def fetched(wanted: Wanted, shelf: Shelf, out: TextIO) -> str:
    """Put the model on the shelf; return its name there. `out` is told how far it is. Raises PullError."""
    try:
        with alone_in(shelf.folder):
            if not is_here(shelf, wanted.name, wanted.sha256):
                asyncio.run(_fetch(wanted, shelf, out))
            shelf.note(wanted.name, wanted.sha256)
    except ClosedError as error:
        raise PullError(
            f"{error} Check owner, name, file and commit. What only opens after a sign-in has to be fetched "
            "by hand: gadfly pull --from FILE"
        ) from error
    except (DownloadError, DamagedError) as error:
        raise PullError(str(error)) from error
    except OSError as error:
        raise PullError(f"{error.filename or shelf.folder}: {error.strerror}.") from error
    return wanted.name


async def _fetch(wanted: Wanted, shelf: Shelf, out: TextIO) -> None:
    pin = Pin(await size_of(wanted.url), wanted.sha256)
    # Named by its checksum too: what came of another file of this name must not be gone on with.
    arrived = shelf.folder / f"{wanted.name}.{wanted.sha256[:12]}"
    progress = Progress(out, pin.size)
    try:
        await fetch(wanted.url, arrived, pin, told=progress, pauses=PAUSES)
    finally:
        progress.end()
    try:
        check_gguf(arrived)
        arrived.replace(shelf.file(wanted.name))
    finally:
        arrived.unlink(missing_ok=True)
