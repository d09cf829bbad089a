"""What is sealed here, and to what: a check-in to its person, an alarm to itself."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gadfly.shared.sealed import Seal, SealedError, seal

if TYPE_CHECKING:
    from gadfly.wellbeing.models import Alarm, CheckIn


def place_of(row: "CheckIn | Alarm") -> str:
    """Return what the row's secret is sealed to: moved to another person or row, it does not open."""
    return f"{row._meta.model_name} {row.key} of {row.person_id}"  # noqa: SLF001 -- where Django says a model's name


def sealed(row: "CheckIn | Alarm", said: Mapping[str, object]) -> str:
    """Return a document sealed for the row."""
    return seal().sealed(json.dumps(said), to=place_of(row))


def opened(row: "CheckIn | Alarm", by: Seal | None = None) -> dict[str, Any] | None:
    """Return the row's document; None where none was given, or no master key at hand opens it."""
    if not row.sealed:
        return None
    try:
        found: dict[str, Any] = json.loads((by or seal()).opened(row.sealed, to=place_of(row)))
    except SealedError:
        return None
    return found
