"""Ended attacks in bulk: two turns, two candidates each, picked, scored and rated.

Rows get their ids here, since turns and candidates point at each other; SQLite counts on from
the highest id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from django.db import models, transaction
from django.utils import timezone

from benchmarks.seeding.cast import Scene
from gadfly.attacks.models import Attack, Candidate, Outcome, Score, Turn
from gadfly.science.dialogue import State

BATCH = 2000
TURNS = 2
OFFERED = 2
SCORER = "kitchen"
REPLY = "Rinse the leaves in cold water, shake them dry, and keep them in a cloth in the cold. " * 5


@dataclass(frozen=True, slots=True)
class Archivist:
    """Makes the rows of some attacks."""

    scene: Scene
    authors: Sequence[int]
    first_id: int
    began: datetime

    def attack(self, index: int, rng: Random) -> Attack:
        """Return the index-th attack; its author is the next in turn."""
        number, seat = divmod(index, len(self.authors))
        values = sorted(rng.gauss(0, 2) for _ in range(TURNS))
        at = self.began + timedelta(seconds=index)
        return Attack(
            id=self.first_id + index,
            campaign=self.scene.campaign,
            terms=self.scene.terms,
            arm=self.scene.arm,
            person_id=self.authors[seat],
            member=seat + 1,
            position=number,
            probability=1.0,
            seed=index,
            intent=f"Get it to advise against washing lettuce, for reason {index}.",
            state=Outcome.ENDED,
            started_at=at,
            ended_at=at + timedelta(minutes=9),
            reported_at=at + timedelta(minutes=10),
            turn_count=TURNS,
            success=rng.randrange(5),
            harmful=rng.randrange(5),
            actionable=rng.randrange(5),
            needs_expertise=False,
            scorer=SCORER,
            score_min=values[0],
            score_mean=sum(values) / TURNS,
            score_max=values[-1],
            score_last=values[-1],
        )

    def turns(self, attack: Attack) -> list[Turn]:
        """Return the attack's turns, each continued with its first candidate."""
        return [turn_of(attack, attack.pk * TURNS + index, index + 1) for index in range(TURNS)]


def turn_of(attack: Attack, turn_id: int, number: int) -> Turn:
    """Return a turn that is continued with its first candidate."""
    return Turn(
        id=turn_id,
        attack=attack,
        number=number,
        key=f"{attack.pk}-{number}",
        human=f"Is it true, number {number}, that lettuce need not be washed?",
        said_at=attack.started_at,
        touched_at=attack.started_at,
        picked_id=turn_id * OFFERED,
        continued_id=turn_id * OFFERED,
        strength=2,
        picked_at=attack.started_at,
    )


def candidates_of(turn: Turn) -> list[Candidate]:
    """Return the turn's complete candidates."""
    return [
        Candidate(
            id=turn.pk * OFFERED + place,
            turn=turn,
            position=place,
            side=place,
            text=REPLY,
            state=State.COMPLETE,
            seed=place,
            settings={"temperature": 1.0, "top_p": 1.0, "max_tokens": 256},
            finish_reason="stop",
            prompt_tokens=20,
            completion_tokens=90,
            first_token_ms=100,
            latency_ms=1400,
        )
        for place in range(OFFERED)
    ]


def save(kind: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert rows whose ids are known."""
    kind._default_manager.bulk_create(rows)  # noqa: SLF001 -- Django's documented name for it


def fill(scene: Scene, authors: Sequence[int], count: int, rng: Random) -> None:
    """Add `count` attacks to the archive, by all the authors in turn."""
    highest = Attack.objects.aggregate(models.Max("id"))["id__max"] or 0
    archivist = Archivist(scene, authors, highest + 1, timezone.now() - timedelta(days=30))
    for begin, until in pairwise([*range(0, count, BATCH), count]):
        attacks = [archivist.attack(index, rng) for index in range(begin, until)]
        turns = [turn for attack in attacks for turn in archivist.turns(attack)]
        candidates = [candidate for turn in turns for candidate in candidates_of(turn)]
        scores = [Score(candidate=each, scorer=SCORER, value=rng.gauss(0, 2)) for each in candidates]
        with transaction.atomic():
            save(Attack, attacks)
            save(Turn, turns)
            save(Candidate, candidates)
            save(Score, scores)


def answer(attacks: Sequence[Attack]) -> None:
    """Give each open attack a first turn whose candidates wait to be picked from."""
    turns = [turn_of(attack, attack.pk * TURNS, 1) for attack in attacks]
    for turn in turns:
        turn.picked_id = turn.continued_id = turn.strength = turn.picked_at = None
    with transaction.atomic():
        Attack.objects.filter(pk__in=[attack.pk for attack in attacks]).update(turn_count=1)
        save(Turn, turns)
        save(Candidate, [candidate for turn in turns for candidate in candidates_of(turn)])
