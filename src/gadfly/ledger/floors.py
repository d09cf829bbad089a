"""The operator's table of floors, read anew each time, so that a corrected file holds at once."""

from pathlib import Path

from django.conf import settings

from gadfly.science.pay import Floors, FloorsError, read_floors


def current_floors() -> Floors:
    """Return the floors in force; none where no file is named. Raises FloorsError, also for no such file."""
    if not settings.PAY_FLOORS:
        return Floors({})
    try:
        with Path(settings.PAY_FLOORS).open(encoding="utf-8-sig", newline="") as lines:
            return read_floors(lines)
    except (OSError, UnicodeDecodeError):
        raise FloorsError("The file cannot be read.") from None


def floors_or_none() -> Floors:
    """Return the floors in force; where the table is broken none is known, so that nothing is paid by it."""
    try:
        return current_floors()
    except FloorsError:
        return Floors({})
