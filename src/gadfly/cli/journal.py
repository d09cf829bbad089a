"""The file of `gadfly chat`: each attack is a line, on disk before the next one begins.

The attack under way stands in a file of its own beside it, so that a kill loses nothing: the next
start moves it into the file, as one that was left.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from gadfly.science.datasets import AttackRecord, DatasetError, Form, pieces, read, write

ENDING = ".jsonl"


class JournalError(Exception):
    """The records cannot be kept. The text says why and what to do."""


class Journal:
    """Appends records to `path`; `draft` is the attack under way."""

    def __init__(self, path: Path) -> None:
        """Keep records in `path`; raises JournalError if that cannot be."""
        if path.suffix != ENDING:
            raise JournalError(f"The file of records must end in {ENDING}; {path.name} does not.")
        if not path.parent.is_dir():
            raise JournalError(f"There is no folder {path.parent}; make it first, or choose another.")
        self.path = path
        self._beside = path.with_suffix(f".open{ENDING}")
        with _told():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))

    def recover(self) -> AttackRecord | None:
        """Append what a kill left under way, as an attack that was left; return it."""
        if not self._beside.exists():
            return None
        try:
            (found,) = read(self._beside)
        except (DatasetError, ValueError) as error:
            raise JournalError(
                f"{self._beside} holds an attack that cannot be read; move it away and start again."
            ) from error
        if found.key == self._last_key():
            self._beside.unlink()
            return None
        found = replace(found, state="left")
        self.append(found)
        return found

    def draft(self, record: AttackRecord) -> None:
        """Keep the attack under way as it stands."""
        with _told():
            write(self._beside, [record], form=Form.NATIVE)

    def append(self, record: AttackRecord) -> None:
        """Append an attack that is over; it is on disk when this returns."""
        line = b"".join(pieces([record], form=Form.NATIVE))
        with _told(), self.path.open("r+b") as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                line = line if file.read(1) == b"\n" else b"\n" + line  # a line that a crash tore
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._beside.unlink(missing_ok=True)

    def _last_key(self) -> str:
        """Return the key of the last record: it is there twice if the kill came between two steps."""
        last = b""
        with self.path.open("rb") as file:
            for line in file:
                last = line
        try:
            return str(json.loads(last)["key"])
        except (ValueError, KeyError, TypeError):
            return ""


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise JournalError(
            f"{error.filename or 'The file of records'} cannot be written: {error.strerror}. "
            "Make room or choose another place with --out."
        ) from error
