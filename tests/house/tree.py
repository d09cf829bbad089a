"""The repository as its own tests see it: its files, and Python's comments in them."""

import ast
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "gadfly"
_PICTURES = {".png", ".jpg", ".ico", ".npz", ".woff2", ".parquet", ".gz", ".safetensors"}


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, as an editor opens it."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.text.strip()}"


@cache
def files() -> tuple[Path, ...]:
    """Return every file that is in git or would be with `git add`."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    ).stdout.split("\0")
    return tuple(sorted({ROOT / name for name in names if name and (ROOT / name).is_file()}))


def texts() -> Iterator[Path]:
    """Yield the files a person reads."""
    return (path for path in files() if path.suffix not in _PICTURES)


def source(*suffixes: str) -> Iterator[Path]:
    """Yield Gadfly's own files with one of the suffixes; migrations, which Django wrote, are not."""
    return (
        path
        for path in files()
        if path.is_relative_to(SOURCE) and path.suffix in suffixes and "migrations" not in path.parts
    )


def lines(path: Path) -> Iterator[Place]:
    """Yield the file line by line."""
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        yield Place(path, number, text)


def comments(path: Path) -> Iterator[Place]:
    """Yield the comments of a Python file: words in strings are none."""
    with tokenize.open(path) as file:
        for token in tokenize.generate_tokens(file.readline):
            if token.type == tokenize.COMMENT:
                yield Place(path, token.start[0], token.string)


@cache
def parsed(path: Path) -> ast.Module:
    """Return a Python file's tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def listing(places: Iterator[Place]) -> str:
    """Return the places one a line: empty when all is well, so a test compares it with ""."""
    return "\n".join(map(str, places))
