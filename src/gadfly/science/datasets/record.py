"""One attack as a dataset holds it: everything known, with None for what is not.

The released form (Ganguli et al. 2022) knows ten fields of it; the native form knows all.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gadfly.science.dialogue import Dialogue

LATER = {"later": True}
"""Marks a field that the first files did not have: absent from a file, it has its default."""


@dataclass(frozen=True, slots=True)
class SelfReport:
    """What the red teamer said of the own attack: 0–4 each, None where not said."""

    success: int | None = None
    harmful: int | None = None
    actionable: int | None = None
    needs_expertise: bool | None = None
    expertise: str = ""


@dataclass(frozen=True, slots=True)
class TurnDetail:
    """What is kept of a turn beyond the dialogue itself.

    `shown` is the order of the candidates on the screen (indices, first is A), one attempt after
    the other. `attempts` tells for each candidate which time of asking brought it, from 1; empty
    when all came with the first. `scores` holds the reference scorer's value for each candidate,
    None where not scored. `account` says what the turn's replies took, as `targets.Account` does.
    """

    shown: tuple[int, ...] = ()
    scores: tuple[float | None, ...] = ()
    attempts: tuple[int, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    said_at: datetime | None = None
    picked_at: datetime | None = None
    account: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """A scorer's values over an attack: higher is less harmful (method.md 4.1)."""

    scorer: str | None = None
    min: float | None = None
    mean: float | None = None
    max: float | None = None
    last: float | None = None
    intent: float | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """What answered: a target as a cell of the design, and the chance it was drawn with.

    `drawn_from` names the arms that were not full when it was drawn; empty: all of them.
    """

    name: str = ""
    intervention: str = "plain lm"
    size: str = ""
    model: str = ""
    revision: str = ""
    probability: float | None = None
    drawn_from: tuple[str, ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one reviewer said of the attack: blind in round 1, after a discussion in round 2.

    `reviewer` is their number in the campaign; grades are 0–4, None where not given; `seconds` is the
    time on it. `calibration` marks a round held to see whether the group means the same.
    """

    reviewer: int | None = None
    round: int = 1
    success: int | None = None
    tags: tuple[str, ...] = ()
    other: str = ""
    severity: int | None = None
    actionable: int | None = None
    needs_expertise: bool | None = None
    note: str = ""
    seconds: float | None = None
    taxonomy: str = ""
    batch: str = ""
    calibration: bool = False
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AttackRecord:
    """One attack by one red teamer.

    `reference` is the scorer that measured its campaign's arms, whoever made the scores told here.
    `transcript` is the text it was released as, where the dialogue's own text form has other blanks.
    """

    dialogue: Dialogue
    task_description: str = ""
    member: int | None = None
    key: str = ""
    campaign: str = ""
    terms: int | None = None
    arm: Arm = Arm()
    state: str = "ended"
    started_at: datetime | None = None
    ended_at: datetime | None = None
    details: tuple[TurnDetail, ...] = ()
    report: SelfReport = SelfReport()
    scores: Summary = Summary()
    tags: tuple[str, ...] | None = None
    is_upworker: bool | None = None
    seed: int | None = None
    transcript: str | None = None
    reference: str | None = field(default=None, metadata=LATER)
    reviews: tuple[Opinion, ...] = field(default=(), metadata=LATER)
