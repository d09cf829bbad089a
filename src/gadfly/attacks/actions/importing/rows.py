"""One record as rows: the attack, its turns, candidates and scores."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection

from gadfly.attacks.models import Attack, Candidate, Score, Turn
from gadfly.attacks.records import AS_RELEASED
from gadfly.campaigns.actions import ImportedArms
from gadfly.science import dialogue
from gadfly.science.datasets.record import AttackRecord, TurnDetail

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

Link = tuple[int | None, int | None, int]
"""Of a turn: the rows picked and continued, and the turn's own."""


def attack_row(campaign: "Campaign", record: AttackRecord, arms: ImportedArms) -> Attack:
    """Return the row of a record's attack, not yet written."""
    report, scores = record.report, record.scores
    known = (scores.min, scores.mean, scores.max, scores.last, scores.intent)
    scored = any(value is not None for value in known)
    return Attack(
        key=record.key,
        campaign=campaign,
        terms=arms.terms(),
        arm=arms.of(record.arm),
        member=record.member,
        probability=record.arm.probability,
        seed=record.seed or 0,
        intent=_plain(record.task_description),
        state=record.state,
        started_at=record.started_at,
        ended_at=record.ended_at,
        turn_count=len(record.dialogue.turns),
        success=report.success,
        harmful=report.harmful,
        actionable=report.actionable,
        needs_expertise=report.needs_expertise,
        expertise=report.expertise,
        scorer=scores.scorer or (AS_RELEASED if scored else ""),
        score_min=scores.min,
        score_mean=scores.mean,
        score_max=scores.max,
        score_last=scores.last,
        score_intent=scores.intent,
        origin=_origin(record),
    )


def _origin(record: AttackRecord) -> dict[str, Any]:
    return {
        "campaign": record.campaign,
        "terms": record.terms,
        "arm": record.arm.name,
        "tags": None if record.tags is None else list(record.tags),
        "is_upworker": record.is_upworker,
        "bare": not record.details,
        "unseeded": record.seed is None,
        **({} if record.transcript is None else {"transcript": record.transcript}),
    }


def write_turns(attacks: Sequence[Attack], records: Sequence[AttackRecord]) -> list[Link]:
    """Write turns, candidates and scores; return how each turn's rows belong together."""
    plan = [
        (attack, number, turn, _detail(record, number))
        for attack, record in zip(attacks, records, strict=True)
        for number, turn in enumerate(record.dialogue.turns)
    ]
    turns = Turn.objects.bulk_create(_turn_row(*entry) for entry in plan)
    rows = [
        _candidate_row(turn, place, candidate, detail)
        for turn, (_, _, value, detail) in zip(turns, plan, strict=True)
        for place, candidate in enumerate(value.candidates)
    ]
    written = iter(Candidate.objects.bulk_create(rows))
    links: list[Link] = []
    scores: list[Score] = []
    for turn, (attack, _, value, detail) in zip(turns, plan, strict=True):
        own = [next(written).pk for _ in value.candidates]
        links.append((_at(own, value.picked), _at(own, value.continued), turn.pk))
        scores += [
            Score(candidate_id=row, scorer=attack.scorer, value=value)
            for row, value in zip(own, detail.scores, strict=False)
            if value is not None
        ]
    Score.objects.bulk_create(scores)
    return links


def link_turns(links: Sequence[Link]) -> None:
    """Tell each turn which of its candidates was picked and which continued."""
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE attacks_turn SET picked_id = %s, continued_id = %s WHERE id = %s", links)


def _plain(text: str) -> str:
    """Return `text` without NULs, which PostgreSQL cannot keep."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _at(rows: Sequence[int], place: int | None) -> int | None:
    return None if place is None else rows[place]


def _detail(record: AttackRecord, number: int) -> TurnDetail:
    return record.details[number] if record.details else TurnDetail()


def _turn_row(attack: Attack, number: int, turn: dialogue.Turn, detail: TurnDetail) -> Turn:
    return Turn(
        attack=attack,
        number=number + 1,
        key=f"imported-{number + 1}",
        human=_plain(turn.human),
        attempt=max(detail.attempts, default=1),
        said_at=detail.said_at,
        strength=turn.strength,
        picked_at=detail.picked_at,
    )


def _candidate_row(turn: Turn, place: int, candidate: dialogue.Candidate, detail: TurnDetail) -> Candidate:
    attempts = detail.attempts or (1,) * (place + 1)
    attempt = attempts[place]
    together = [other for other in detail.shown if attempts[other] == attempt]
    position = place - attempts.index(attempt)
    return Candidate(
        turn=turn,
        attempt=attempt,
        position=position,
        side=together.index(place) if place in together else position,
        text=_plain(candidate.text),
        state=candidate.state,
        seed=candidate.seed,
        settings=detail.settings,
        finish_reason=candidate.finish_reason or "",
        prompt_tokens=candidate.prompt_tokens,
        completion_tokens=candidate.completion_tokens,
        first_token_ms=candidate.first_token_ms,
        latency_ms=candidate.latency_ms,
        error=candidate.error or "",
    )
