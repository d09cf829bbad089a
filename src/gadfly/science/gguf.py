"""Files of language models as llama.cpp reads them: known by how they begin and by their checksum."""

import hashlib
import re
from pathlib import Path

from gadfly.science.weights import DamagedError

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_SHA256 = re.compile(r"[0-9a-f]{64}")


def check_gguf(file: Path) -> None:
    """Raise DamagedError unless `file` begins as a model's file does; OSError if it cannot be read."""
    with file.open("rb") as opened:
        begins = opened.read(8)
    if not begins.startswith(_MAGIC):
        raise DamagedError(f"{file} is not a GGUF file. Convert the model first, or name another file.")
    if int.from_bytes(begins[4:], "little") not in _VERSIONS:
        raise DamagedError(f"{file} is a GGUF file of a version that is not read here. Convert it anew.")


def sha256_of(file: Path) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def is_sha256(text: str) -> bool:
    """Tell whether `text` can be a SHA-256: 64 hexadecimal digits in lower case."""
    return _SHA256.fullmatch(text) is not None


class Shelf:
    """The models in a folder, each with its checksum beside it, as sha256sum writes and reads it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """Return the names of the models here, without their ending."""
        return sorted(file.stem for file in self.folder.glob("*.gguf"))

    def file(self, name: str) -> Path:
        """Return where a model of this name stands, or would."""
        return self.folder / f"{name.removesuffix('.gguf')}.gguf"

    def noted(self, name: str) -> str:
        """Return the checksum that was noted when the model came; empty if none was."""
        try:
            return self._note(name).read_text(encoding="utf-8").partition(" ")[0]
        except FileNotFoundError:
            return ""

    def note(self, name: str, sha256: str) -> None:
        """Keep the model's checksum."""
        self._note(name).write_text(f"{sha256}  {self.file(name).name}\n", encoding="utf-8")

    def _note(self, name: str) -> Path:
        file = self.file(name)
        return file.with_name(f"{file.name}.sha256")
