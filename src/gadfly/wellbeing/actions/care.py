"""The installation's help lines and its well-being contact."""

from typing import TYPE_CHECKING

from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid
from gadfly.wellbeing import board
from gadfly.wellbeing.models import LONGEST_LINES, Care

if TYPE_CHECKING:
    from gadfly.people.models import Person


def set_care(*, lines: str, contact: "Person | None") -> Care:
    """Keep both. They show on this process's pages at once, on others' within seconds."""
    if len(lines) > LONGEST_LINES:
        raise NotValid(f"Keep the help lines within {LONGEST_LINES:,} characters.")
    with durable():
        row, _ = Care.objects.update_or_create(pk=1, defaults={"lines": lines.strip(), "contact": contact})
    board.show(row.lines)
    return row
