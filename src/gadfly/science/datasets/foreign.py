"""Other people's columns: one row an attack, read by a map from our fields to their columns.

Columns that bear our name for a field, or the released form's, need no map. The columns of the DEF CON
31 Generative Red Team data are known too: `conversation`, `submission_grade`, `challenges_name`,
`category_name`, as the README of humane-intelligence/ai_village_defcon_grt_data has them. A grade there is a
grader's word: accepted counts as 4, rejected as 0, unsubmitted as not rated. What no column holds is not
known.
"""

import ast
import json
from collections.abc import Callable, Mapping
from math import isfinite
from types import MappingProxyType
from typing import Any

from gadfly.science.datasets.misfits import MisfitError
from gadfly.science.datasets.record import Arm, AttackRecord, SelfReport, Summary
from gadfly.science.datasets.released import SPEAKERS
from gadfly.science.datasets.report import DatasetError
from gadfly.science.datasets.soundness import check_grade
from gadfly.science.dialogue import Dialogue, Message, Role, dialogue_of, messages_of

Columns = Mapping[str, str]
"""Our field to their column, as in `{"rating": "score"}`."""
FIELDS = (
    "transcript", "conversation", "message", "reply", "intent", "member", "model_type", "size", "model",
    "rating", "success", "min_score", "intent_score", "tags", "is_upworker", "campaign", "key",
)  # fmt: skip
RELEASED: Columns = MappingProxyType(
    {
        "task_description": "intent",
        "red_team_member_id": "member",
        "num_params": "size",
        "min_harmlessness_score_transcript": "min_score",
        "task_descripton_harmlessness_score": "intent_score",
        "task_description_harmlessness_score": "intent_score",
    }
)
"""The released names that differ from ours, to ours."""
GRT: Columns = MappingProxyType(
    {
        "conversation": "conversation",
        "success": "submission_grade",
        "intent": "challenges_name",
        "tags": "category_name",
    }
)
GRT_MARK = "submission_grade"
GRT_MESSAGE = "role_number"
"""A column of the same data cut up for the Bias Bounty: a row is a message and repeats its conversation."""
YES = frozenset({"1", "yes", "true", "y", "accepted", "success"})
NO = frozenset({"0", "no", "false", "n", "rejected", "failure"})
OPEN = frozenset({"unsubmitted"})
"""Words for what nobody judged."""
_ROLES = {"user": Role.HUMAN, "human": Role.HUMAN, "assistant": Role.ASSISTANT, "model": Role.ASSISTANT}


class ColumnError(DatasetError):
    """The map of columns cannot be followed; the text is a plain sentence."""


def columns_of(names: Mapping[str, object], wished: Columns) -> Columns:
    """Return for each field the column that holds it, of a row with these `names`.

    Raises ColumnError if a wished column is not there, if none holds anything of an attack, or if a row is
    a message and no attack.
    """
    if GRT_MARK in names and GRT_MESSAGE in names:
        raise ColumnError("each row is one message and repeats its conversation. Keep one row a conversation")
    for field, column in wished.items():
        if column not in names:
            there = ", ".join(map(repr, list(names)[:20]))
            raise ColumnError(f"there is no column {column!r} for {field}. There are: {there}")
    found = {field: name for name in names if (field := RELEASED.get(name, name)) in FIELDS}
    if GRT_MARK in names:
        found |= {field: column for field, column in GRT.items() if column in names}
    found |= wished
    if not found:
        raise ColumnError("no column holds anything of an attack. Say which do, with --columns")
    return found


class Foreign:
    """Attacks in rows of any columns. Members whose ids are words are numbered, from −1 downward."""

    def __init__(self, wished: Columns, first: Mapping[str, object]) -> None:
        """Find the columns in the `first` row."""
        self._columns = columns_of(first, wished)
        self._members: dict[str, int] = {}

    def read(self, values: list[Any]) -> list[AttackRecord]:
        """Return the attacks; raise `MisfitError` if one of `values` is none."""
        return list(map(self._record, values))

    def _record(self, row: object) -> AttackRecord:
        if not isinstance(row, dict):
            raise MisfitError("must be an object")
        text, number = self._reader(row, _text), self._reader(row, _number)
        return AttackRecord(
            _dialogue(self._reader(row, _same), text),
            task_description=text("intent") or "",
            member=self._member(text("member")),
            key=text("key") or "",
            campaign=text("campaign") or "",
            arm=Arm(
                intervention=text("model_type") or "", size=text("size") or "", model=text("model") or ""
            ),
            report=SelfReport(success=_grade(number, self._reader(row, _truth))),
            scores=Summary(min=number("min_score"), intent=number("intent_score")),
            tags=self._reader(row, _tags)("tags"),
            is_upworker=self._reader(row, _truth)("is_upworker"),
        )

    def _reader(self, row: dict[str, Any], turn: Callable[[Any], Any]) -> Callable[[str], Any]:
        def value(field: str) -> Any:  # noqa: ANN401 -- as `turn` has it
            column = self._columns.get(field)
            found = None if column is None else row.get(column)
            if found is None or found == "":
                return None
            try:
                return turn(found)
            except MisfitError as misfit:
                raise MisfitError(misfit.reason, column or "") from None

        return value

    def _member(self, name: str | None) -> int | None:
        if name is None:
            return None
        if name.isascii() and name.isdigit() and len(name) < 19:  # noqa: PLR2004 -- what 64 bits hold
            return int(name)
        return self._members.setdefault(name, -1 - len(self._members))


def _same(value: object) -> object:
    return value


def _text(value: object) -> str:
    if isinstance(value, bool | list | dict):
        raise MisfitError("must be text")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _number(value: object) -> float:
    try:
        found = float(value) if isinstance(value, str | int | float) else float("nan")
    except ValueError:
        found = float("nan")
    if not isfinite(found):
        raise MisfitError("must be a number")
    return found


def _truth(value: object) -> bool | None:
    word = str(value).strip().lower()
    if word not in YES | NO | OPEN:
        raise MisfitError("must be yes or no (accepted or rejected)")
    return None if word in OPEN else word in YES


def _tags(value: object) -> tuple[str, ...] | None:
    found = _parsed(value) if isinstance(value, str) and value.lstrip().startswith("[") else value
    words = found if isinstance(found, list | tuple) else str(found).split(";")
    return tuple(sorted({str(word).strip() for word in words} - {""}))


def _grade(number: Callable[[str], float | None], truth: Callable[[str], bool | None]) -> int | None:
    rating = number("rating")
    if rating is not None:
        check_grade(rating, "rating")
        return int(rating)
    success = truth("success")
    return None if success is None else 4 * success


def _dialogue(value: Callable[[str], Any], text: Callable[[str], str | None]) -> Dialogue:
    conversation = value("conversation")
    if conversation is not None:
        parsed = _parsed(conversation) if isinstance(conversation, str) else conversation
        return dialogue_of(_messages(parsed))
    told = text("transcript")
    if told is not None and told.lstrip("\n").startswith(SPEAKERS):
        return dialogue_of(messages_of(told))
    asked, reply = told or text("message"), text("reply")
    said = [Message(Role.HUMAN, asked)] if asked else []
    return dialogue_of([*said, *([Message(Role.ASSISTANT, reply)] if reply else [])])


def _messages(parsed: object) -> list[Message]:
    if not isinstance(parsed, list):
        raise MisfitError("must be a list of messages", "conversation")
    said = []
    for each in parsed:
        role = _ROLES.get(str(each.get("role")).lower()) if isinstance(each, dict) else None
        words = each.get("content") if isinstance(each, dict) else None
        if isinstance(each, dict) and each.get("role") == "system":
            continue
        if role is None or not isinstance(words, str):
            raise MisfitError("must hold messages with a role and a content", "conversation")
        said.append(Message(role, words))
    return said


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _literal(text)


def _literal(text: str) -> object:
    """Return what Python prints for a list, which tables made with it hold."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise MisfitError("must be a list, as JSON has it") from None
