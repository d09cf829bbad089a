"""A model's card in parts that a page can lay out. It knows the few marks that cards are written with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TITLE, HEADING, ROW = "# ", "## ", "|"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a paragraph, or a table, each cell with the head of its column; the others are empty."""

    heading: str = ""
    text: str = ""
    head: Sequence[str] = ()
    rows: Sequence[Sequence[tuple[str, str]]] = ()


def parts_of(card: str) -> list[Part]:
    """Return the card's parts in order, without its title, which pages have themselves."""
    blocks = [block.strip() for block in card.split("\n\n")]
    return [_part(block) for block in blocks if block and not block.startswith(TITLE)]


def _part(block: str) -> Part:
    if block.startswith(HEADING):
        return Part(heading=block.removeprefix(HEADING))
    if block.startswith(ROW) and "\n" in block:  # a single row is no table: it has no head
        head, _, *rows = _rows(block)
        return Part(head=head, rows=[list(zip(row, head, strict=False)) for row in rows])
    return Part(text=" ".join(block.split()).replace("`", ""))


def _rows(block: str) -> Iterator[list[str]]:
    for line in block.splitlines():
        yield [cell.strip() for cell in line.strip().strip(ROW).split(ROW)]
