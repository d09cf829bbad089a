"""Rows of many attacks at once, as plain tuples in place of model instances.

Django writes the SQL, but does not look at what comes back: building its objects and converting
their values one by one takes some ten times as long as reading the rows. Fields are named by
Django's paths. JSON is still text here, and SQLite's times do not say that they are in UTC.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import F, QuerySet

from gadfly.attacks.models import Attack, Candidate, Outcome, Score, Turn


class AttackRow(NamedTuple):
    """An attack with what is around it."""

    id: int
    key: str
    campaign__slug: str
    terms__number: int
    arm__target__name: str
    arm__target__intervention: str
    arm__target__size: str
    arm__target__endpoint__model: str
    arm__target__endpoint__revision: str
    member: int | None
    probability: float | None
    seed: int
    intent: str
    state: str
    started_at: datetime | None
    ended_at: datetime | None
    success: int | None
    harmful: int | None
    actionable: int | None
    needs_expertise: bool | None
    expertise: str
    scorer: str
    score_min: float | None
    score_mean: float | None
    score_max: float | None
    score_last: float | None
    score_intent: float | None
    origin: str


class TurnRow(NamedTuple):
    """A turn, its attack first."""

    attack_id: int
    number: int
    human: str
    said_at: datetime | None
    picked_id: int | None
    continued_id: int | None
    strength: int | None
    picked_at: datetime | None
    id: int


class CandidateRow(NamedTuple):
    """A candidate, its turn first."""

    turn_id: int
    attempt: int
    position: int
    side: int
    id: int
    text: str
    state: str
    seed: int | None
    settings: str
    finish_reason: str
    prompt_tokens: int | None
    completion_tokens: int | None
    first_token_ms: int | None
    latency_ms: int | None
    error: str


R = TypeVar("R", TurnRow, CandidateRow)


def attacks_over(campaign: int, *, after: int, limit: int) -> list[AttackRow]:
    """Return the campaign's next attacks that are over, by id."""
    over = Attack.objects.filter(campaign=campaign, pk__gt=after).exclude(state=Outcome.OPEN)
    return list(map(AttackRow._make, _fetched(over.order_by("pk").values_list(*AttackRow._fields)[:limit])))


def turns_of(attacks: Sequence[int]) -> dict[int, list[TurnRow]]:
    """Return the turns of each attack that has any, by number."""
    rows = _fetched(Turn.objects.filter(attack__in=attacks).values_list(*TurnRow._fields))
    return _grouped(map(TurnRow._make, rows))


def candidates_of(attacks: Sequence[int]) -> dict[int, list[CandidateRow]]:
    """Return the candidates of each turn that has any, in the order they were asked for."""
    rows = _fetched(Candidate.objects.filter(turn__attack__in=attacks).values_list(*CandidateRow._fields))
    return _grouped(map(CandidateRow._make, rows))


def scores_of(attacks: Sequence[int]) -> dict[int, float]:
    """Return the value of each candidate that its attack's own scorer has scored."""
    own = Score.objects.filter(
        candidate__turn__attack__in=attacks, scorer=F("candidate__turn__attack__scorer")
    )
    return dict(_fetched(own.values_list("candidate_id", "value")))


def _fetched(wanted: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    sql, params = wanted.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _grouped(rows: Iterable[R]) -> dict[int, list[R]]:
    """Return the rows by their first column, in the order of the next ones."""
    groups: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row)
    for group in groups.values():
        group.sort()
    return groups
