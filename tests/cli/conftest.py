"""The command line as a person uses it: words in, an exit code and two streams out."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from gadfly.cli import main
from tests.cast import cast

__all__ = ["cast"]


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def gadfly(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run a command in this process, on this test's database."""

    def run(*words: object) -> Said:
        try:
            code = main(list(map(str, words)))
        except SystemExit as ended:  # argparse did not understand
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return run
