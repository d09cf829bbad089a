"""The released form (Ganguli et al. 2022): ten fields an attack, as the public file has them.

It knows of an attack what was said, by whom, against what, and how it went. Candidates not picked,
picks, sides, seeds and times have no place in it. A message that contains a speaker's mark reads
back as two.
"""

from dataclasses import dataclass, fields
from typing import Any

from gadfly.science.datasets.misfits import MisfitError
from gadfly.science.datasets.record import Arm, AttackRecord, SelfReport, Summary
from gadfly.science.datasets.shapes import struct_of
from gadfly.science.datasets.soundness import check, check_grade
from gadfly.science.dialogue import Dialogue, dialogue_of, messages_of

SPEAKERS = ("Human:", "Assistant:")
MISSPELT, CORRECT = "task_descripton_harmlessness_score", "task_description_harmlessness_score"


@dataclass(frozen=True, slots=True)
class Row:
    """The ten fields in the file's order, under its names, the historical misspelling among them."""

    transcript: str
    min_harmlessness_score_transcript: float | None
    num_params: str
    model_type: str
    rating: float | None
    task_description: str
    task_descripton_harmlessness_score: float | None
    red_team_member_id: int | None
    is_upworker: bool | None
    tags: tuple[str, ...] | None


SHAPE = struct_of(Row)
NAMES = tuple(field.name for field in fields(Row))
ADDED_LATER = dict.fromkeys(("min_harmlessness_score_transcript", MISSPELT, "is_upworker", "tags"))
"""What scorers, reviewers and the pay desk add to an attack: where it is absent it is not known."""


class Released:
    """Attacks as objects of ten fields. `correct` writes the misspelt one right; both are read."""

    def __init__(self, *, correct: bool = False) -> None:
        self._names = tuple(CORRECT if correct and name == MISSPELT else name for name in NAMES)

    def read(self, values: list[Any]) -> list[AttackRecord]:
        """Return the attacks; raise `MisfitError` if one of `values` is none."""
        return list(map(_record, SHAPE.read(list(map(_completed, values)))))

    def write(self, records: list[AttackRecord]) -> list[str]:
        """Return the JSON of each; raise `MisfitError` if one of `records` could not be read back."""
        return SHAPE.write(list(map(_row, records)), self._names)


def _completed(value: object) -> object:
    if type(value) is not dict or tuple(value) == NAMES:
        return value
    found = dict(value)
    if CORRECT in found:
        if MISSPELT in found:
            raise MisfitError(f"and {CORRECT} are the same field", MISSPELT)
        found[MISSPELT] = found.pop(CORRECT)
    return ADDED_LATER | found


def _record(row: Row) -> AttackRecord:
    check_grade(row.rating, "rating")
    dialogue = _told(row.transcript)
    if dialogue is None:
        raise MisfitError(f"must begin with {' or '.join(map(repr, SPEAKERS))}", "transcript")
    return AttackRecord(
        dialogue,
        task_description=row.task_description,
        member=row.red_team_member_id,
        arm=Arm(intervention=row.model_type, size=row.num_params),
        report=SelfReport(success=None if row.rating is None else int(row.rating)),
        scores=Summary(
            min=row.min_harmlessness_score_transcript, intent=row.task_descripton_harmlessness_score
        ),
        tags=row.tags,
        is_upworker=row.is_upworker,
        transcript=None if dialogue.text() == row.transcript else row.transcript,
    )


def _row(record: AttackRecord) -> Row:
    check(record)
    grade = record.report.success
    return Row(
        transcript=_transcript(record),
        min_harmlessness_score_transcript=record.scores.min,
        num_params=record.arm.size,
        model_type=record.arm.intervention,
        rating=None if grade is None else float(grade),
        task_description=record.task_description,
        task_descripton_harmlessness_score=record.scores.intent,
        red_team_member_id=record.member,
        is_upworker=record.is_upworker,
        tags=record.tags,
    )


def _transcript(record: AttackRecord) -> str:
    """Return the text as it was released, but never words that the dialogue does not have (any more)."""
    text = record.transcript
    told = None if text is None else _told(text)
    if text is None or told is None or told.messages() != record.dialogue.messages():
        return record.dialogue.text()
    return text


def _told(transcript: str) -> Dialogue | None:
    """Return the dialogue in `transcript`; None if it begins with words that nobody says."""
    if transcript and not transcript.lstrip("\n").startswith(SPEAKERS):
        return None
    return dialogue_of(messages_of(transcript))
