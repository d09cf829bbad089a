"""The installation's help lines and its well-being contact."""

from typing import TYPE_CHECKING

from gadfly.wellbeing.models import Care

if TYPE_CHECKING:
    from gadfly.people.models import Person


def care() -> Care:
    """Return the row, or one that says nothing yet."""
    return Care.objects.select_related("contact").first() or Care(pk=1)


def contact() -> "Person | None":
    """Return who may read check-ins beside their author; None while nobody is named."""
    return care().contact


def lines() -> str:
    """Return the help lines as Markdown."""
    return care().lines
