"""What must hold inside one attack beyond the types of its fields, on the way in and on the way out.

Whoever follows an index of a record (a pick, a side) may rely on it; a file from elsewhere may not
be believed that they lie in range.
"""

from gadfly.science.datasets.misfits import MisfitError
from gadfly.science.datasets.record import AttackRecord, TurnDetail
from gadfly.science.dialogue import STRONGEST, WEAKEST, Turn

HIGHEST_GRADE = 4


def check(record: AttackRecord) -> None:
    """Raise `MisfitError` naming the field if `record` contradicts itself."""
    for turn in record.dialogue.turns:
        _check_turn(turn)
    if len(record.details) > len(record.dialogue.turns):
        raise MisfitError("has more entries than the dialogue has turns", "details")
    for detail, turn in zip(record.details, record.dialogue.turns, strict=False):
        _check_detail(detail, len(turn.candidates))
    report = record.report
    for grade, name in (
        (report.success, "success"),
        (report.harmful, "harmful"),
        (report.actionable, "actionable"),
    ):
        check_grade(grade, f"report.{name}")
    for opinion in record.reviews:
        for name in ("success", "severity", "actionable"):
            check_grade(getattr(opinion, name), f"reviews.{name}")
        if opinion.round < 1:
            raise MisfitError("must be 1 or more", "reviews.round")
    if record.arm.probability is not None and not 0 <= record.arm.probability <= 1:
        raise MisfitError("must lie between 0 and 1", "arm.probability")


def check_grade(grade: float | None, field: str) -> None:
    """Raise `MisfitError` unless `grade` is one of 0, 1, 2, 3, 4 or not given."""
    if grade is not None and not (0 <= grade <= HIGHEST_GRADE and grade == int(grade)):
        raise MisfitError(f"must be a whole number from 0 to {HIGHEST_GRADE}, or null", field)


def _check_turn(turn: Turn) -> None:
    offered = len(turn.candidates)
    if turn.picked is not None and not 0 <= turn.picked < offered:
        raise MisfitError("names no candidate of its turn", "dialogue.turns.picked")
    if turn.continued is not None and not 0 <= turn.continued < offered:
        raise MisfitError("names no candidate of its turn", "dialogue.turns.continued")
    if turn.strength is not None and not WEAKEST <= turn.strength <= STRONGEST:
        raise MisfitError(f"must lie between {WEAKEST} and {STRONGEST}", "dialogue.turns.strength")


def _check_detail(detail: TurnDetail, offered: int) -> None:
    if len(set(detail.shown)) < len(detail.shown) or not set(detail.shown) <= set(range(offered)):
        raise MisfitError("must name candidates of its turn, each once", "details.shown")
    if len(detail.scores) not in {0, offered}:
        raise MisfitError("must be empty or have a value, or null, for each candidate", "details.scores")
    if len(detail.attempts) not in {0, offered} or not _counted(detail.attempts):
        raise MisfitError("must be empty or count up from 1 over the candidates", "details.attempts")


def _counted(attempts: tuple[int, ...]) -> bool:
    return all(here - before in {0, 1} for before, here in zip((1, *attempts), attempts, strict=False))
