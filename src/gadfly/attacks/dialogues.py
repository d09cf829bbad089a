"""Rows of an attack as the science's values: what is scored and exported."""

import json
from collections.abc import Sequence
from typing import Any

from gadfly.attacks.bulk import CandidateRow, SaidRow, TurnRow
from gadfly.attacks.models import Candidate, Turn
from gadfly.science import dialogue
from gadfly.science.dialogue import State

_STATES = {state.value: state for state in State}


def turn_of(turn: Turn | TurnRow, rows: Sequence[Candidate | CandidateRow | SaidRow]) -> dialogue.Turn:
    """Return a turn with its candidates, which `rows` has in their order."""
    places = {row.id: place for place, row in enumerate(rows)}
    return dialogue.Turn(
        human=turn.human,
        candidates=tuple(map(_candidate, rows)),
        picked=None if turn.picked_id is None else places[turn.picked_id],
        strength=turn.strength,
        continued=None if turn.continued_id is None else places[turn.continued_id],
    )


def _candidate(row: Candidate | CandidateRow | SaidRow) -> dialogue.Candidate:
    if isinstance(row, SaidRow):
        return dialogue.Candidate(row.text, _STATES[row.state])
    return dialogue.Candidate(
        text=row.text,
        state=_STATES[row.state],
        seed=row.seed,
        finish_reason=row.finish_reason or None,
        prompt_tokens=row.prompt_tokens,
        completion_tokens=row.completion_tokens,
        first_token_ms=row.first_token_ms,
        latency_ms=row.latency_ms,
        error=row.error or None,
        made=_document(row.made) if isinstance(row.made, str) else row.made,
    )


def _document(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {} if text == "{}" else json.loads(text)  # as most are
    return found
