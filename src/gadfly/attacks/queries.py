"""Reading attacks: the author's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from gadfly.attacks.models import Attack, Candidate, Outcome, Turn
from gadfly.science.dialogue import Message, Role, State
from gadfly.science.pacing import Took
from gadfly.science.targets import Account
from gadfly.science.visible import visible

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

LETTERS = "ABCD"
MOST = 200
"""Attacks of one person that are looked through for what they did today."""
RECENT = 25
"""Newest attacks of a target whose times are looked up."""


class Step(StrEnum):
    """What an attack waits for."""

    WRITE = "write"
    PICK = "pick"
    BROKEN = "broken"
    WRITING = "writing"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class ReplyView:
    """One candidate as its author sees it: a letter, words, a state; nothing of the arm."""

    side: int
    text: str
    state: str
    error: str
    picked: bool
    continued: bool

    @property
    def letter(self) -> str:
        """A, B, C or D."""
        return LETTERS[self.side]

    @property
    def complete(self) -> bool:
        """Whether the reply arrived whole."""
        return self.state == State.COMPLETE


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn as its author sees it. `replies` are the last attempt's, in the order of the screen."""

    number: int
    human: str
    attempt: int
    replies: tuple[ReplyView, ...]
    strength: int | None
    left_out: int = 0
    """How many of the oldest turns the model did not see when it answered."""

    @property
    def step(self) -> Step:
        """What the turn waits for."""
        if any(reply.continued for reply in self.replies):
            return Step.WRITE
        if any(reply.state == State.OPEN for reply in self.replies):
            return Step.WRITING
        return Step.PICK if all(reply.complete for reply in self.replies) else Step.BROKEN

    @property
    def continued(self) -> ReplyView | None:
        """The reply that continues the dialogue."""
        return next((reply for reply in self.replies if reply.continued), None)

    @property
    def others(self) -> tuple[ReplyView, ...]:
        """The replies that do not continue the dialogue."""
        return tuple(reply for reply in self.replies if not reply.continued)


def turns_of(attack: Attack) -> tuple[TurnView, ...]:
    """Return the attack's turns for its author: two queries, however many turns.

    Where replies appear together, words of one that is not whole are kept back: how many there
    are tells how the arm writes.
    """
    turns = attack.turns.order_by("number").prefetch_related("candidates")
    return tuple(_turn_view(turn, cut=attack.terms.streams) for turn in turns)


def _turn_view(turn: Turn, *, cut: bool) -> TurnView:
    last = sorted((c for c in turn.candidates.all() if c.attempt == turn.attempt), key=lambda c: c.side)
    return TurnView(
        number=turn.number,
        human=turn.human,
        attempt=turn.attempt,
        replies=tuple(_reply_view(turn, candidate, cut=cut) for candidate in last),
        strength=turn.strength,
        left_out=Account.of(turn.account).left_out,
    )


def _reply_view(turn: Turn, candidate: Candidate, *, cut: bool) -> ReplyView:
    return ReplyView(
        side=candidate.side,
        text=candidate.text if cut or candidate.state == State.COMPLETE else "",
        state=candidate.state,
        error=candidate.error,
        picked=candidate.pk == turn.picked_id,
        continued=candidate.pk == turn.continued_id,
    )


def step_of(attack: Attack, turns: Sequence[TurnView]) -> Step:
    """Return what the attack waits for."""
    if attack.state != Outcome.OPEN:
        return Step.OVER
    return turns[-1].step if turns else Step.WRITE


def attacks_made() -> dict[int, int]:
    """Return how many attacks each person has begun, anywhere; imported ones are nobody's. One query."""
    rows = Attack.objects.exclude(person=None).order_by().values_list("person")
    return dict(rows.annotate(count=Count("pk")))


def open_attack_of(person: "Person", campaign: "Campaign") -> Attack | None:
    """Return the attack the person has open in the campaign."""
    return Attack.objects.filter(person=person, campaign=campaign, state=Outcome.OPEN).first()


def sitting_of(person: "Person", attack: Attack, at: datetime) -> dict[str, int]:
    """Return how much the person did in the last twelve hours, for the offer to stop."""
    since = at - timedelta(hours=12)
    newest = Attack.objects.filter(person=person).order_by("-pk").values_list("started_at", "ended_at")[:MOST]
    spans = [_minutes(begun, ended) for begun, ended in newest if begun and ended and begun >= since]
    own = _minutes(attack.started_at, attack.ended_at)
    return {"count_today": len(spans), "minutes_today": round(sum(spans)), "minutes_this": round(own)}


def _minutes(started: datetime | None, ended: datetime | None) -> float:
    return 0.0 if started is None or ended is None else (ended - started).total_seconds() / 60


def replies_of(turn: int, attempt: int, *, cut: bool) -> tuple[dict[int, str], dict[int, str]]:
    """Return the words of a turn's candidates and what went wrong, each by side.

    `cut` says whether words of a candidate that is not whole are shown.
    """
    rows = list(Candidate.objects.filter(turn=turn, attempt=attempt).order_by("side"))
    words = {row.side: visible(row.text) if cut or row.state == State.COMPLETE else "" for row in rows}
    return words, {row.side: row.error for row in rows if row.state != State.COMPLETE}


def times_of(target: int) -> list[Took]:
    """Return how long the newest whole turns took that the target answered, in any campaign, oldest first."""
    attacks = Attack.objects.filter(arm__target=target, arm__terms__imported=False).order_by("-pk")
    recent = list(attacks.values_list("pk", flat=True)[:RECENT])
    turns = Candidate.objects.filter(turn__attack__in=recent).values_list("turn", "attempt", "turn__number")
    timed = turns.annotate(
        slowest=Max("latency_ms"), lacking=Count("pk", filter=~Q(state=State.COMPLETE) | Q(latency_ms=None))
    )
    whole = timed.filter(lacking=0).order_by("turn", "attempt")
    return [Took(number, ms / 1000) for _, _, number, ms, _ in whole]


def said_before(attack: int, number: int) -> tuple[Message, ...] | None:
    """Return what an attack's turn was answered to: all that went on before it, and its message.

    None where there is no such turn, or a turn before it has no reply that went on.
    """
    said = Turn.objects.filter(attack=attack, number__lte=number).order_by("number")
    rows = list(said.values_list("human", "continued__text"))
    if not rows or len(rows) != number or any(reply is None for _, reply in rows[:-1]):
        return None
    before = (
        message
        for human, reply in rows[:-1]
        for message in (Message(Role.HUMAN, human), Message(Role.ASSISTANT, reply or ""))
    )
    return (*before, Message(Role.HUMAN, rows[-1][0]))
