"""The help lines as every page shows them: held in memory, since every page needs them.

A server reads them when it starts and every few seconds after that; a page asks no database.
"""

from django.utils.safestring import SafeString

from gadfly.shared.markdown import render

_shown: dict[str, SafeString] = {}


def show(lines: str) -> None:
    """Let pages show these lines, written in Markdown."""
    _shown["lines"] = render(lines)


def shown() -> str:
    """Return the lines as HTML; empty where the operator has set none."""
    return _shown.get("lines", "")
