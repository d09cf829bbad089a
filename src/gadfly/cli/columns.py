"""Text in columns for a terminal, where a letter may take two cells or none."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest

_WIDE = frozenset("WF")
_NO_ROOM = frozenset({"Mn", "Me", "Cf"})
_WORD = re.compile(r"\s+|\S+")
_TAB = 4


def cells(text: str) -> int:
    """Return how many cells `text` takes on a line."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(char) in _NO_ROOM else 1 + (unicodedata.east_asian_width(char) in _WIDE)
        for char in text
    )


def wrapped(text: str, width: int) -> list[str]:
    """Return `text` as lines of at most `width` cells, broken at blanks where there are some."""
    return [line for part in text.expandtabs(_TAB).split("\n") for line in _lines(part, width)]


def _lines(part: str, width: int) -> Iterator[str]:
    line, goes_on = "", False
    for word in _fitting(part, width):
        if line and cells(line + word) > width:
            yield line.rstrip()
            line, goes_on = "", True
        if line or not goes_on or not word.isspace():  # blanks indent a paragraph, never a broken line
            line += word
    yield line.rstrip()


def _fitting(part: str, width: int) -> Iterator[str]:
    """Yield words and blanks, the words cut to `width`."""
    for word in _WORD.findall(part):
        rest = word
        while cells(rest) > width and not rest.isspace():
            cut = max(1, next(n for n in range(len(rest), 0, -1) if n == 1 or cells(rest[:n]) <= width))
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def beside(texts: Sequence[Sequence[str]], width: int, gap: str) -> list[str]:
    """Return columns of lines side by side, each `width` cells wide."""
    rows = zip_longest(*texts, fillvalue="")
    return [gap.join(line + " " * (width - cells(line)) for line in row).rstrip() for row in rows]
