"""A campaign's attacks as dataset records: read in batches, in constant memory."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from gadfly.attacks.bulk import (
    AttackRow,
    CandidateRow,
    TurnRow,
    attacks_over,
    candidates_of,
    scores_of,
    turns_of,
)
from gadfly.attacks.dialogues import turn_of
from gadfly.campaigns.queries import arm_names, reference_of_campaign
from gadfly.science.datasets.record import (
    Arm,
    AttackRecord,
    Opinion,
    SelfReport,
    Summary,
    TurnDetail,
)
from gadfly.science.dialogue import Dialogue

BATCH = 500
AS_RELEASED = "as released"
"""The scorer of imported scores whose file does not name one."""

Told = Sequence[tuple[TurnRow, Sequence[CandidateRow]]]
Scores = Mapping[int, float]


class Around(NamedTuple):
    """What attacks of a campaign have in common: its reference scorer, the names of arms by id."""

    reference: str
    arms: Mapping[int, str]


_document = lru_cache(maxsize=256)(json.loads)  # settings and origins repeat; nobody changes a record's


def records_of(campaign: int) -> Iterator[AttackRecord]:
    """Yield every attack of the campaign that is over, oldest first."""
    last, reference = 0, reference_of_campaign(campaign)
    while batch := attacks_over(campaign, after=last, limit=BATCH):
        yield from _records(batch, reference)
        if len(batch) < BATCH:
            return
        last = batch[-1].id


def _records(batch: Sequence[AttackRow], reference: str) -> Iterator[AttackRecord]:
    ids = [attack.id for attack in batch]
    drawn = [arm for attack in batch for arm in _document(attack.drawn_from)]
    around = Around(reference, arm_names(set(drawn)) if drawn else {})
    turns, candidates, scores = turns_of(ids), candidates_of(ids), scores_of(ids)
    for attack in batch:
        told = [(turn, candidates.get(turn.id, ())) for turn in turns.get(attack.id, ())]
        yield _record(attack, told, scores, around)


def _record(attack: AttackRow, told: Told, scores: Scores, around: Around) -> AttackRecord:
    """Return the attack as a record. What an imported one said of its origin is given back."""
    origin = _document(attack.origin)
    detailed = 0 if origin.get("bare") else origin.get("detailed")
    return AttackRecord(
        dialogue=Dialogue(tuple(turn_of(turn, rows) for turn, rows in told)),
        task_description=attack.intent,
        member=attack.member,
        key=attack.key,
        campaign=origin.get("campaign", attack.campaign__slug),
        terms=origin.get("terms", attack.terms__number),
        arm=_arm(attack, origin, around),
        state=attack.state,
        started_at=_moment(attack.started_at),
        ended_at=_moment(attack.ended_at),
        details=tuple(_detail(turn, rows, scores) for turn, rows in told[:detailed]),
        report=_report(attack),
        scores=_summary(attack),
        tags=None if origin.get("tags") is None else tuple(origin["tags"]),
        is_upworker=origin.get("is_upworker"),
        seed=None if origin.get("unseeded") else attack.seed,
        transcript=origin.get("transcript"),
        reference=origin.get("reference") if origin else around.reference,
        reviews=tuple(map(opinion_of, origin.get("reviews", ()))),
    )


def opinion_of(told: Mapping[str, Any]) -> Opinion:
    """Return a review as an import kept it."""
    at = told["submitted_at"]
    return Opinion(
        **{
            **told,
            "tags": tuple(told["tags"]),
            "submitted_at": None if at is None else datetime.fromisoformat(at),
        }
    )


def _arm(attack: AttackRow, origin: Mapping[str, Any], around: Around) -> Arm:
    here = [around.arms[arm] for arm in _document(attack.drawn_from)]
    return Arm(
        name=origin.get("arm", attack.arm__target__name),
        intervention=attack.arm__target__intervention,
        size=attack.arm__target__size,
        model=attack.arm__target__endpoint__model,
        revision=attack.arm__target__endpoint__revision,
        probability=attack.probability,
        drawn_from=tuple(origin.get("drawn_from", here)),
    )


def _detail(turn: TurnRow, rows: Sequence[CandidateRow], scores: Scores) -> TurnDetail:
    return TurnDetail(
        shown=tuple(sorted(range(len(rows)), key=lambda place: (rows[place].attempt, rows[place].side))),
        attempts=tuple(row.attempt for row in rows),
        scores=tuple(scores.get(row.id) for row in rows),
        settings=_document(rows[-1].settings) if rows else {},
        said_at=_moment(turn.said_at),
        picked_at=_moment(turn.picked_at),
        account=_document(turn.account),
    )


def _moment(at: datetime | None) -> datetime | None:
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def _report(attack: AttackRow) -> SelfReport:
    return SelfReport(
        success=attack.success,
        harmful=attack.harmful,
        actionable=attack.actionable,
        needs_expertise=attack.needs_expertise,
        expertise=attack.expertise,
    )


def _summary(attack: AttackRow) -> Summary:
    return Summary(
        scorer=None if attack.scorer in {"", AS_RELEASED} else attack.scorer,
        min=attack.score_min,
        mean=attack.score_mean,
        max=attack.score_max,
        last=attack.score_last,
        intent=attack.score_intent,
    )
