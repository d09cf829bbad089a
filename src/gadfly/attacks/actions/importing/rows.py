"""What records say, column by column: of attacks, turns and candidates."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from gadfly.attacks.actions.importing.tables import Row, document, moment, plain
from gadfly.attacks.records import AS_RELEASED
from gadfly.science import dialogue
from gadfly.science.datasets.record import AttackRecord, Opinion, TurnDetail


def scorer_of(record: AttackRecord) -> str:
    """Return who made the record's scores, '' where there are none."""
    scores = record.scores
    known = (scores.min, scores.mean, scores.max, scores.last, scores.intent)
    return scores.scorer or (AS_RELEASED if any(value is not None for value in known) else "")


def attack_row(record: AttackRecord) -> dict[str, Any]:
    """Return what a record says of its attack, for the columns that depend on nothing else."""
    report, scores = record.report, record.scores
    return {
        "person_id": None,
        "member": record.member,
        "position": None,
        "probability": record.arm.probability,
        "drawn_from": "[]",
        "seed": record.seed or 0,
        "intent": plain(record.task_description),
        "state": record.state,
        "started_at": moment(record.started_at),
        "ended_at": moment(record.ended_at),
        "turn_count": len(record.dialogue.turns),
        "success": report.success,
        "harmful": report.harmful,
        "actionable": report.actionable,
        "needs_expertise": report.needs_expertise,
        "expertise": plain(report.expertise),
        "reported_at": None,
        "score_min": scores.min,
        "score_mean": scores.mean,
        "score_max": scores.max,
        "score_last": scores.last,
        "score_intent": scores.intent,
        "origin": _origin(
            campaign=record.campaign,
            terms=record.terms,
            arm=record.arm.name,
            tags=record.tags,
            is_upworker=record.is_upworker,
            bare=not record.details,
            unseeded=record.seed is None,
            transcript=record.transcript,
            reference=record.reference,
            drawn_from=record.arm.drawn_from,
            reviews=record.reviews,
            detailed=len(record.details) if len(record.details) < len(record.dialogue.turns) else 0,
        ),
    }


@lru_cache(maxsize=64)  # neighbours in a file have much in common
def _origin(*, reviews: tuple[Opinion, ...], **facts: object) -> str:
    """Return as JSON what only the file knows: `detailed` counts the turns told in detail, if not all."""
    told = {name: fact for name, fact in facts.items() if name in _ALWAYS or fact not in _UNSAID}
    return document(told | ({"reviews": [_opinion(each) for each in reviews]} if reviews else {}))


_UNSAID = (None, 0, ())
_ALWAYS = frozenset({"campaign", "terms", "arm", "tags", "is_upworker", "bare", "unseeded"})


def _opinion(opinion: Opinion) -> dict[str, object]:
    at = opinion.submitted_at
    return {**asdict(opinion), "submitted_at": None if at is None else at.isoformat()}


def turn_row(
    turn_id: int, attack: int, number: int, turn: dialogue.Turn, detail: TurnDetail, own: Sequence[int]
) -> Row:
    """Return the row of a turn whose candidates have the ids `own`."""
    return {
        "id": turn_id,
        "attack_id": attack,
        "number": number,
        "key": f"imported-{number}",
        "human": plain(turn.human),
        "attempt": max(detail.attempts, default=1),
        "said_at": moment(detail.said_at),
        "touched_at": None,
        "picked_id": None if turn.picked is None else own[turn.picked],
        "continued_id": None if turn.continued is None else own[turn.continued],
        "strength": turn.strength,
        "picked_at": moment(detail.picked_at),
        "account": document(detail.account),
        "reserved_tokens": 0,
        "reserved_money": 0,
    }


def candidate_rows(
    turn_id: int, turn: dialogue.Turn, detail: TurnDetail, own: Sequence[int]
) -> Iterator[Row]:
    """Yield the rows of a turn's candidates."""
    settings = document(detail.settings) if detail.settings else "{}"
    for candidate_id, candidate, (attempt, position, side) in zip(
        own, turn.candidates, _places(len(own), detail), strict=True
    ):
        yield {
            "id": candidate_id,
            "turn_id": turn_id,
            "attempt": attempt,
            "position": position,
            "side": side,
            "text": plain(candidate.text),
            "state": candidate.state.value,
            "seed": candidate.seed,
            "settings": settings,
            "finish_reason": plain(candidate.finish_reason or ""),
            "prompt_tokens": candidate.prompt_tokens,
            "completion_tokens": candidate.completion_tokens,
            "first_token_ms": candidate.first_token_ms,
            "latency_ms": candidate.latency_ms,
            "error": plain(candidate.error or ""),
            "made": document(candidate.made),
        }


def _places(count: int, detail: TurnDetail) -> Iterator[tuple[int, int, int]]:
    """Yield attempt, position and side of each candidate. What was not shown comes after what was."""
    if detail.attempts == detail.shown == ():
        yield from ((1, place, place) for place in range(count))
        return
    attempts = detail.attempts or (1,) * count
    shown = (*detail.shown, *(place for place in range(count) if place not in detail.shown))
    order = sorted(shown, key=attempts.__getitem__)
    for place, attempt in enumerate(attempts):
        first = attempts.index(attempt)
        yield attempt, place - first, order.index(place) - first
