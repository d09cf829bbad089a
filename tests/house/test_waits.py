"""No test waits for a program or a thread without a limit: a test that hangs holds up everybody."""

import ast
from collections.abc import Iterator

from tests.house.tree import ROOT, Place, files, listing, parsed

PROGRAMS = {"subprocess.run", "subprocess.check_call", "subprocess.check_output"}
WAITS = {"communicate", "wait"}
PIPES = {"stdout", "stderr"}


def test_no_test_waits_without_a_limit():
    assert listing(_endless_waits()) == ""


def _endless_waits() -> Iterator[Place]:
    for path in files():
        if path.is_relative_to(ROOT / "tests") and path.suffix == ".py":
            for call in _synchronous_calls(parsed(path)):
                if _is_endless(call):
                    yield Place(path, call.lineno, ast.unparse(call))


def _synchronous_calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls outside of coroutines, in which `wait()` does not wait by itself."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.AsyncFunctionDef | ast.Lambda):
            if isinstance(node, ast.Call):
                yield node
            yield from _synchronous_calls(node)


def _is_endless(call: ast.Call) -> bool:
    """Tell whether the call waits for a program, or for what one prints, however long that takes."""
    limited = any(keyword.arg in {"timeout", None} for keyword in call.keywords)
    if ast.unparse(call.func) in PROGRAMS:
        return not limited
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr in {"read", "readline"}:
        return isinstance(call.func.value, ast.Attribute) and call.func.value.attr in PIPES
    return call.func.attr in WAITS and not call.args and not limited
