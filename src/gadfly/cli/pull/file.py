"""A model in a GGUF file that is here."""

import os
import shutil
from pathlib import Path

from gadfly.cli.pull.errors import PullError
from gadfly.science.gguf import Shelf, check_gguf, is_sha256, sha256_of
from gadfly.science.weights import DamagedError
from gadfly.shared.download import DownloadError, alone_in, room_in


def brought(file: Path, shelf: Shelf, *, sha256: str = "") -> str:
    """Put the model in `file` on the shelf, by its file's name; return its name there. Raises PullError.

    With `sha256` its content must have that checksum. On one file system both are one file then,
    which takes no room; else it is copied.
    """
    try:
        if sha256:
            must_be_sha256(sha256)
        check_gguf(file)
        found = sha256_of(file)
        if sha256 not in {"", found}:
            raise PullError(
                f"{file} has another checksum: {found}. It is not the file that was meant, or it is damaged. "
                "Get another copy."
            )
        name = file.name.removesuffix(".gguf")
        with alone_in(shelf.folder):
            if not is_here(shelf, name, found):
                _put(file, shelf.file(name))
            shelf.note(name, found)
    except (DamagedError, DownloadError) as error:
        raise PullError(str(error)) from error
    except OSError as error:
        raise PullError(f"{error.filename or file}: {error.strerror}.") from error
    return name


def must_be_sha256(text: str) -> None:
    """Raise PullError for what cannot be a checksum."""
    if not is_sha256(text):
        raise PullError(f"--sha256 takes 64 hexadecimal digits, not {text}.")


def is_here(shelf: Shelf, name: str, sha256: str) -> bool:
    """Tell whether the model is on the shelf already. Raises PullError if it is another of that name."""
    place = shelf.file(name)
    if not place.exists():
        return False
    if sha256_of(place) != sha256:
        raise PullError(f"{place} is another model of the same name. Move it away, then try again.")
    return True


def _put(file: Path, place: Path) -> None:
    try:
        os.link(file.resolve(), place)
    except OSError:  # another file system, or one without links
        unfinished = place.with_name(f"{place.name}.new")
        try:
            with room_in(place.parent, file.stat().st_size):
                shutil.copyfile(file, unfinished)
            unfinished.replace(place)
        finally:
            unfinished.unlink(missing_ok=True)
