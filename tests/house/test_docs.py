"""The documentation is checked like code: links lead somewhere, commands exist, examples run."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from gadfly.cli import parser
from tests.house.tree import ROOT, files
from tests.patience import PATIENCE

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
_HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
DOCUMENTS = [path for path in files() if path.suffix == ".md" and "src" not in path.relative_to(ROOT).parts]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a document."""

    language: str
    text: str


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=_name)


@each_document
def test_links_lead_somewhere(path):
    assert [link for link in _links(path) if not _leads_somewhere(path, link)] == []


@each_document
def test_commands_in_a_document_exist(path):
    commands = [line for block in _blocks(path) if block.language == "sh" for line in _commands(block)]
    assert [" ".join(command) for command in commands if not _exists(command)] == []


@each_document
def test_examples_in_python_run_and_print_what_stands_below_them(path, tmp_path):
    """The blocks of one document are one program, in order, run as in a notebook."""
    done = subprocess.run(
        (sys.executable, "-P", "-W", "error", ROOT / "tests" / "house" / "notebook.py"),
        input=_all_of("python", path),
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == _all_of("output", path)


def _all_of(language: str, path: Path) -> str:
    return "".join(block.text for block in _blocks(path) if block.language == language)


def _blocks(path: Path) -> list[Block]:
    return [Block(*found.groups()) for found in _FENCE.finditer(path.read_text())]


def _links(path: Path) -> Iterator[str]:
    for found in _LINK.finditer(_FENCE.sub("", path.read_text())):
        link = found[1] or found[2]
        if not re.match(r"https?://|mailto:", link):
            yield link


def _leads_somewhere(path: Path, link: str) -> bool:
    """Whether a link inside the repository finds its file and, with a #, its heading there."""
    name, _, anchor = unquote(link).partition("#")
    target = (path.parent / name).resolve() if name else path
    return target.exists() and (not anchor or anchor in map(_anchor, _HEADING.findall(target.read_text())))


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _commands(block: Block) -> Iterator[list[str]]:
    """Yield the commands of a shell block as lists of words, backslashes at line ends joined."""
    for line in block.text.replace("\\\n", " ").splitlines():
        for command in re.split(r"\s(?:&&|\||;)\s", line.removeprefix("$ ")):
            words = [word for word in shlex.split(command, comments=True) if not re.match(r"[A-Z_]+=", word)]
            if words:
                yield words


def _exists(command: list[str]) -> bool:
    """Whether a command line of ours would be understood; other programs' are taken on trust."""
    program, *rest = command
    if program == "make":
        return all(re.search(rf"^{word}:", (ROOT / "Makefile").read_text(), re.MULTILINE) for word in rest)
    if Path(program).name != "gadfly":
        return True
    try:
        parser().parse_args(rest)
    except SystemExit as done:
        return done.code == 0
    return True
