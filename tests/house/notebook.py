"""Runs the program on its standard input as a notebook would: `await` may stand at its top level."""

import ast
import asyncio
import sys
from inspect import iscoroutine
from types import FunctionType

program = compile(sys.stdin.read(), "examples", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
made = FunctionType(program, {"__name__": "__main__"})()
if iscoroutine(made):
    asyncio.run(made)
