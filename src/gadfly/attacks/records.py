"""A campaign's attacks as dataset records: read in batches, in constant memory."""

from collections.abc import Iterator, Sequence

from django.db.models import Prefetch

from gadfly.attacks.dialogues import dialogue_of
from gadfly.attacks.models import Attack, Candidate, Score, Turn
from gadfly.science.datasets.record import Arm, AttackRecord, SelfReport, Summary, TurnDetail

BATCH = 500
AS_RELEASED = "as released"
"""The scorer of imported scores whose file does not name one."""

_AROUND = ("campaign", "terms", "arm__target__endpoint")


def records_of(campaign: int) -> Iterator[AttackRecord]:
    """Yield every attack of the campaign that is over, oldest first."""
    last = 0
    while batch := _batch(campaign, last):
        yield from map(record_of, batch)
        last = batch[-1].pk


def _batch(campaign: int, last: int) -> Sequence[Attack]:
    scores = Prefetch("scores", Score.objects.all())
    candidates = Prefetch("candidates", Candidate.objects.prefetch_related(scores))
    turns = Prefetch("turns", Turn.objects.prefetch_related(candidates))
    over = Attack.objects.filter(campaign=campaign, pk__gt=last).exclude(state="open")
    return list(over.select_related(*_AROUND).prefetch_related(turns).order_by("pk")[:BATCH])


def record_of(attack: Attack) -> AttackRecord:
    """Return the attack as a record. What an imported one said of its origin is given back."""
    dialogue, rows = dialogue_of(attack)
    origin = attack.origin
    return AttackRecord(
        dialogue=dialogue,
        task_description=attack.intent,
        member=attack.member,
        key=attack.key,
        campaign=origin.get("campaign", attack.campaign.slug),
        terms=origin.get("terms", attack.terms.number),
        arm=_arm(attack),
        state=attack.state,
        started_at=attack.started_at,
        ended_at=attack.ended_at,
        details=() if origin.get("bare") else _details(attack, rows),
        report=_report(attack),
        scores=_summary(attack),
        tags=None if origin.get("tags") is None else tuple(origin["tags"]),
        is_upworker=origin.get("is_upworker"),
        seed=None if origin.get("unseeded") else attack.seed,
        transcript=origin.get("transcript"),
    )


def _arm(attack: Attack) -> Arm:
    target = attack.arm.target
    return Arm(
        name=attack.origin.get("arm", target.name),
        intervention=target.intervention,
        size=target.size,
        model=target.endpoint.model,
        revision=target.endpoint.revision,
        probability=attack.probability,
    )


def _details(attack: Attack, rows: Sequence[Sequence[Candidate]]) -> tuple[TurnDetail, ...]:
    turns = sorted(attack.turns.all(), key=lambda turn: turn.number)
    return tuple(_detail(turn, of_turn, attack.scorer) for turn, of_turn in zip(turns, rows, strict=True))


def _detail(turn: Turn, rows: Sequence[Candidate], scorer: str) -> TurnDetail:
    return TurnDetail(
        shown=tuple(sorted(range(len(rows)), key=lambda place: (rows[place].attempt, rows[place].side))),
        attempts=tuple(row.attempt for row in rows),
        scores=tuple(next((s.value for s in row.scores.all() if s.scorer == scorer), None) for row in rows),
        settings=rows[-1].settings if rows else {},
        said_at=turn.said_at,
        picked_at=turn.picked_at,
    )


def _report(attack: Attack) -> SelfReport:
    return SelfReport(
        success=attack.success,
        harmful=attack.harmful,
        actionable=attack.actionable,
        needs_expertise=attack.needs_expertise,
        expertise=attack.expertise,
    )


def _summary(attack: Attack) -> Summary:
    return Summary(
        scorer=None if attack.scorer in {"", AS_RELEASED} else attack.scorer,
        min=attack.score_min,
        mean=attack.score_mean,
        max=attack.score_max,
        last=attack.score_last,
        intent=attack.score_intent,
    )
