"""Files one can hold in one's head, named for what they are."""

import ast
import statistics
from collections.abc import Iterator

from tests.house.tree import ROOT, Place, files, listing, parsed, source

LONGEST_FILE = 400
USUAL_FILE = 250
LONGEST_FUNCTION = 60
DRAWERS = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.db.backends.signals", "django.core.signals",
           "django.contrib.auth.signals")  # fmt: skip


def test_no_source_file_is_longer_than_a_sitting():
    lengths = {path: path.read_text().count("\n") for path in source(".py", ".html", ".css", ".js")}
    assert {path.name: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_nine_source_files_in_ten_are_short():
    lengths = [path.read_text().count("\n") for path in source(".py")]
    assert statistics.quantiles(lengths, n=10)[-1] <= USUAL_FILE


def test_no_function_is_longer_than_a_screen():
    assert listing(_long_functions()) == ""


def test_no_module_is_a_drawer_for_odds_and_ends():
    names = [path.relative_to(ROOT).with_suffix("") for path in files() if path.suffix == ".py"]
    assert [name for name in names if set(name.parts) & DRAWERS] == []


def test_nothing_happens_by_signal():
    assert listing(_signal_imports()) == ""


def test_no_model_or_form_overrides_how_it_is_saved():
    assert listing(_overrides({"save", "delete", "asave", "adelete"})) == ""


def _long_functions() -> Iterator[Place]:
    for path in source(".py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield Place(path, node.lineno, f"{node.name} has {length} lines")


def _signal_imports() -> Iterator[Place]:
    for path in source(".py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(SIGNALS):
                yield Place(path, node.lineno, ast.unparse(node))


def _overrides(names: set[str]) -> Iterator[Place]:
    for path in source(".py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef) and "science" not in path.parts:
                for part in node.body:
                    if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and part.name in names:
                        yield Place(path, part.lineno, f"{node.name}.{part.name}")
