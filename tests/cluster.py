"""What tests with the mark `ray` need: Ray, which `make cluster` installs, and two nodes on this machine."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ray = pytest.mark.ray
ROOT = Path(__file__).parents[1]


def need_ray() -> None:
    """Skip the test where there is no Ray."""
    if find_spec("ray") is None:
        pytest.skip("NOTHING IS SPREAD HERE: ray not installed; make cluster")


def on_two_nodes(*commands: list[object]) -> "subprocess.CompletedProcess[str]":
    """Run commands of Gadfly, one after the other, on a cluster of their own that ends with them."""
    words = [word for command in commands for word in ("--", *map(str, command))]
    return subprocess.run(
        (sys.executable, "-m", "tests.cluster", *words),
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=4 * PATIENCE, env=os.environ,
    )  # fmt: skip


if __name__ == "__main__":
    from benchmarks.nodes import nodes
    from gadfly.cli import main

    said = [words.split("\0") for words in "\0".join(sys.argv[1:]).removeprefix("--\0").split("\0--\0")]
    with nodes(2):
        sys.exit(max(main(words) for words in said))
