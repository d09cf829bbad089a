"""What somebody has said of a topic, and whether something may be given to them.

Severity is a step of the harm scale, 0 to 4, and None where nobody knows it yet. What is not known is
never taken for mild, and a topic that something may be about counts as one it is about.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

MILDEST = 1
"""Up to this step of the harm scale something is mild."""
SEVERE = 3
"""From this step on it is severe."""


class Level(StrEnum):
    """How much of a topic somebody takes on."""

    YES = "yes"
    MILD = "mild"
    NEVER = "never"


def same(topic: str) -> str:
    """Return the topic as it is compared: case and blanks tell nothing apart."""
    return " ".join(topic.casefold().split())


def permits(limits: Mapping[str, Level], topics: Iterable[str], severity: int | None) -> bool:
    """Tell whether limits (by `same` topic; absent: yes) allow something of these topics and severity."""
    levels = {limits.get(same(topic), Level.YES) for topic in topics}
    if Level.NEVER in levels:
        return False
    mild = severity is not None and severity <= MILDEST
    return mild or Level.MILD not in levels


def left_of(limits: Mapping[str, Level], topics: Iterable[str]) -> list[str]:
    """Return the topics that may be worked on where nobody can tell beforehand how severe it gets."""
    return [topic for topic in topics if permits(limits, [topic], None)]
