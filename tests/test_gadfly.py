"""`import gadfly`: what a notebook gets, and that nothing is loaded before it is asked for."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import gadfly


def test_every_public_name_is_there_and_no_other():
    for name in gadfly.__all__:
        assert getattr(gadfly, name) is not None
    assert dir(gadfly) == sorted(gadfly.__all__)
    absent = "Elephant"
    with pytest.raises(AttributeError, match="module 'gadfly' has no attribute 'Elephant'"):
        getattr(gadfly, absent)


def test_type_checkers_are_told_the_same_names_and_homes():
    tree = ast.parse(Path(gadfly.__file__).read_text(encoding="utf-8"))
    (told,) = [node for node in tree.body if isinstance(node, ast.If) and isinstance(node.test, ast.Name)]
    homes = {
        alias.name: node.module
        for node in told.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert homes == gadfly._HOMES
    assert {*homes, "__version__"} == set(gadfly.__all__)


def test_importing_it_loads_nothing_else_of_ours_and_nothing_heavy():
    program = "import gadfly, sys; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(Path(gadfly.__file__).parents[1])},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    loaded = done.stdout.split()
    assert [name for name in loaded if name.startswith("gadfly")] == ["gadfly"]
    assert not {"numpy", "aiohttp", "django", "asyncio", "typing"} & set(loaded)
