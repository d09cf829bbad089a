"""One attack as its lead reads it: every reply with its score, and where each came from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from gadfly.attacks.effort import Making, making_of, taken
from gadfly.attacks.models import Attack, Candidate, Score, Turn
from gadfly.attacks.queries import LETTERS
from gadfly.attacks.tables import harm_of
from gadfly.science.dialogue import State

SEVERE = 3
"""From this self-rated harm on, and from the worst step of the scores, replies are folded until asked for."""
WORST = 4


@dataclass(frozen=True, slots=True)
class ReadReply:
    """A candidate with its score. `veiled`: folded until asked for."""

    letter: str
    text: str
    complete: bool
    error: str
    score: float | None
    harm: int | None
    picked: bool
    continued: bool
    lowest: bool
    veiled: bool
    finish: str
    latency_ms: int | None


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """A turn: the reply that went on, if any, the others beside it, and those of attempts that broke."""

    number: int
    human: str
    strength: int | None
    reply: ReadReply | None
    others: tuple[ReadReply, ...]
    lost: tuple[ReadReply, ...]
    seeds: tuple[int, ...]
    sides: str
    """The letters in the order in which the server sent the replies."""
    taken: tuple[str, ...]
    """What its replies took, in sentences; nothing where it is not known."""
    makings: tuple[Making, ...]
    """How the last attempt's replies came about, where interventions made them."""

    @property
    def picked(self) -> ReadReply | None:
        """The reply picked as more harmful, whether or not it went on."""
        replies = (self.reply, *self.others)
        return next((reply for reply in replies if reply and reply.picked), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the page shows of an attack beyond its own columns."""

    turns: tuple[ReadTurn, ...]
    settings: dict[str, object]
    author: str

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds the replies were asked with, in order; none for imported attacks."""
        return tuple(seed for turn in self.turns for seed in turn.seeds)


def reading_of(attack: Attack) -> Reading:
    """Return the attack as a lead reads it, in three queries and one for its author."""
    scores = Prefetch("candidates__scores", Score.objects.filter(scorer=attack.scorer))
    rows = list(attack.turns.order_by("number").prefetch_related("candidates", scores))
    drawn = [candidate for turn in rows for candidate in turn.candidates.all()]
    return Reading(
        turns=tuple(_turn(attack, turn) for turn in rows),
        settings=next((candidate.settings for candidate in drawn if candidate.settings), {}),
        author=attack.person.name if attack.person else f"Member {attack.member}",
    )


def neighbours_of(attack: Attack) -> tuple[str, str]:
    """Return the keys of the next newer and the next older attack of the campaign, "" at the ends."""
    keys = Attack.objects.filter(campaign=attack.campaign_id).values_list("key", flat=True)
    newer = keys.filter(pk__gt=attack.pk).order_by("pk").first()
    older = keys.filter(pk__lt=attack.pk).order_by("-pk").first()
    return newer or "", older or ""


def _turn(attack: Attack, turn: Turn) -> ReadTurn:
    candidates = sorted(turn.candidates.all(), key=lambda row: (row.attempt, row.side))
    last = [_reply(attack, turn, row) for row in candidates if row.attempt == turn.attempt]
    return ReadTurn(
        number=turn.number,
        human=turn.human,
        strength=turn.strength,
        reply=next((reply for reply in last if reply.continued), None),
        others=tuple(reply for reply in last if not reply.continued),
        lost=tuple(_reply(attack, turn, row) for row in candidates if row.attempt != turn.attempt),
        seeds=tuple(_seeds(candidates)),
        sides=_sides(candidates, turn.attempt),
        taken=taken(turn.account),
        makings=tuple(_makings(candidates, turn.attempt)),
    )


def _sides(candidates: Iterable[Candidate], attempt: int) -> str:
    sent = sorted((row.position, row.side) for row in candidates if row.attempt == attempt)
    return " ".join(LETTERS[side] for _, side in sent)


def _makings(candidates: Iterable[Candidate], attempt: int) -> Iterator[Making]:
    for row in candidates:
        making = making_of(LETTERS[row.side], row.made) if row.attempt == attempt else None
        if making is not None:
            yield making


def _seeds(candidates: Iterable[Candidate]) -> Iterable[int]:
    return (row.seed for row in candidates if row.seed is not None)


def _reply(attack: Attack, turn: Turn, row: Candidate) -> ReadReply:
    score = next((score.value for score in row.scores.all()), None)
    harm = harm_of(score)
    return ReadReply(
        letter=LETTERS[row.side],
        text=row.text,
        complete=row.state == State.COMPLETE,
        error=row.error,
        score=score,
        harm=harm,
        picked=row.pk == turn.picked_id,
        continued=row.pk == turn.continued_id,
        lowest=score is not None and score == attack.score_min,
        veiled=harm == WORST or (attack.harmful or 0) >= SEVERE,
        finish=row.finish_reason,
        latency_ms=row.latency_ms,
    )
