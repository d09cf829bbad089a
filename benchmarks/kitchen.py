"""Mild attacks and broken lines for the benchmark of datasets: kitchen talk, the same every time."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle, islice

from gadfly.science.datasets import Arm, AttackRecord, SelfReport, Summary, TurnDetail
from gadfly.science.dialogue import Candidate, Dialogue, State, Turn

DIFFERENT, TURNS = 1_000, 3
ASKED, ANSWERED = 55, 205  # characters, 850 in all with the speakers' names
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
TALK = """the soup wants salt and patience while bread rises slowly in a warm kitchen please stir it
once more or ask somebody else who has not burnt an onion today since rice needs a lid too"""
GOOD = {
    "transcript": "\n\nHuman: Soup?",
    "num_params": "52B",
    "model_type": "rlhf",
    "rating": 4,
    "task_description": "soup",
    "red_team_member_id": 1,
}
FAULTS = {
    "no JSON": b'{"transcript": ',
    "a wrong type": json.dumps(GOOD | {"rating": "4"}).encode(),
    "an unknown field": json.dumps(GOOD | {"ratting": 4}).encode(),
    "no UTF-8 in 1 kB": json.dumps(GOOD | {"tags": ["soup " * 200]}).encode() + b"\xff",
    "nested 500 deep": b'{"transcript": ' + b"[" * 500 + b"]" * 500 + b"}",
}


def talk(rng: random.Random, length: int) -> str:
    """Return kitchen talk of `length` characters."""
    return " ".join(rng.choices(TALK.split(), k=length // 2))[: length - 1].strip().capitalize() + "."


def known(rng: random.Random, number: int) -> AttackRecord:
    """Return an attack with what the released form knows of it."""
    turns = (Turn(talk(rng, ASKED), (Candidate(talk(rng, ANSWERED)),), continued=0) for _ in range(TURNS))
    return AttackRecord(
        Dialogue(tuple(turns)),
        task_description=talk(rng, 60),
        member=number % 324,
        arm=Arm(intervention="rlhf", size="52B"),
        report=SelfReport(success=number % 5),
        scores=Summary(min=rng.gauss(-0.1, 1.8), intent=rng.gauss(0.9, 1)),
        tags=None if number % 50 else ("Kitchen",),
        is_upworker=False,
    )


def full(rng: random.Random, number: int) -> AttackRecord:
    """Return an attack of which everything is known: two candidates a turn, sides, scores, times."""
    attack = known(rng, number)
    return replace(
        attack,
        dialogue=Dialogue(tuple(_offered(rng, turn) for turn in attack.dialogue.turns)),
        key=f"k{number}",
        campaign="kitchen",
        terms=1,
        arm=Arm("blue", "rlhf", "52B", "chef", "r3", 0.25),
        started_at=NOON,
        ended_at=NOON,
        details=tuple(_detail(rng) for _ in range(TURNS)),
        report=SelfReport(number % 5, 1, 0, needs_expertise=False),
        seed=rng.randrange(2**31),
    )


def _offered(rng: random.Random, turn: Turn) -> Turn:
    candidates = tuple(
        Candidate(talk(rng, ANSWERED), State.COMPLETE, rng.randrange(2**31), "stop", 90, 48, 130, 1_100)
        for _ in range(2)
    )
    return Turn(turn.human, candidates, picked=1, strength=3, continued=1)


def _detail(rng: random.Random) -> TurnDetail:
    settings = {"temperature": 0.7, "top_p": 1.0, "max_tokens": 256}
    return TurnDetail((1, 0), (rng.gauss(), rng.gauss()), (1, 1), settings, NOON, NOON)


def attacks(count: int, *, everything: bool) -> Iterator[AttackRecord]:
    """Yield `count` attacks, a thousand different ones over and over."""
    rng = random.Random(1)
    made = [(full if everything else known)(rng, number) for number in range(DIFFERENT)]
    return islice(cycle(made), count)
