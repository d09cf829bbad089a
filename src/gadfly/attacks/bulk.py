"""Rows of many attacks at once, as plain tuples in place of model instances.

Django writes the SQL, but does not look at what comes back: building its objects and converting
their values one by one takes some ten times as long as reading the rows. Fields are named by
Django's paths. JSON is still text here, and SQLite's times do not say that they are in UTC.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
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
    drawn_from: str
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
    account: str
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
    made: str


class SaidRow(NamedTuple):
    """What scoring needs of a candidate, its turn first, in the order of `CandidateRow`."""

    turn_id: int
    attempt: int
    position: int
    side: int
    id: int
    text: str
    state: str


R = TypeVar("R", TurnRow, CandidateRow, SaidRow)
Wanted = QuerySet[Any, Any]


def attacks_over(campaign: int, *, after: int, limit: int) -> list[AttackRow]:
    """Return the campaign's next attacks that are over, by id."""
    over = Attack.objects.filter(campaign=campaign, pk__gt=after).exclude(state=Outcome.OPEN)
    sql, params = over.order_by("pk").values_list(*AttackRow._fields)[:limit].query.sql_with_params()
    return list(map(AttackRow._make, _fetched(sql, params)))


def turns_of(attacks: Sequence[int]) -> dict[int, list[TurnRow]]:
    """Return the turns of each attack that has any, by number."""
    return _grouped(map(TurnRow._make, _fetched(_sql(_turns, len(attacks)), attacks)))


def candidates_of(attacks: Sequence[int]) -> dict[int, list[CandidateRow]]:
    """Return the candidates of each turn that has any, in the order they were asked for."""
    return _grouped(map(CandidateRow._make, _fetched(_sql(_candidates, len(attacks)), attacks)))


def said_of(attacks: Sequence[int]) -> dict[int, list[SaidRow]]:
    """Return what `candidates_of` does, without what scoring does not need."""
    return _grouped(map(SaidRow._make, _fetched(_sql(_said, len(attacks)), attacks)))


def scores_of(attacks: Sequence[int]) -> dict[int, float]:
    """Return the value of each candidate that its attack's own scorer has scored."""
    return dict(_fetched(_sql(_scores, len(attacks)), attacks))


def _turns(attacks: Sequence[int]) -> Wanted:
    return Turn.objects.filter(attack__in=attacks).values_list(*TurnRow._fields)


def _candidates(attacks: Sequence[int]) -> Wanted:
    return Candidate.objects.filter(turn__attack__in=attacks).values_list(*CandidateRow._fields)


def _said(attacks: Sequence[int]) -> Wanted:
    return Candidate.objects.filter(turn__attack__in=attacks).values_list(*SaidRow._fields)


def _scores(attacks: Sequence[int]) -> Wanted:
    scorer = F("candidate__turn__attack__scorer")
    own = Score.objects.filter(candidate__turn__attack__in=attacks, scorer=scorer)
    return own.values_list("candidate_id", "value")


@lru_cache(maxsize=16)
def _sql(wanted: Callable[[Sequence[int]], Wanted], count: int) -> str:
    """Return SQL that asks for `count` ids, which are its only parameters."""
    return wanted(range(count)).query.sql_with_params()[0]


def _fetched(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
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
