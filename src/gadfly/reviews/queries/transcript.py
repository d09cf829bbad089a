"""An attack as a reviewer reads it: what was said, and nothing of who said it, to what, or why.

Neither the author, the arm, the intent, the self-report nor another review is read here. The
scorer's opinion decides only what is folded and how the preview warns, in three coarse words, so that
it does not lead the reviewer's own.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from gadfly.attacks.tables import harm_of

if TYPE_CHECKING:
    from gadfly.attacks.models import Attack, Candidate, Turn

SEVERE = 3
"""From this step of the harm scale on a reply is folded until asked for; one without a score, too."""
WORDS_A_MINUTE = 200


@dataclass(frozen=True, slots=True)
class Said:
    """A turn: the message, the reply that went on (None: none did), whether that is folded."""

    number: int
    human: str
    reply: str | None
    folded: bool
    known: bool
    """Whether a scorer has seen the reply: what is not known is folded as well."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was said, and what the preview tells of it without showing it."""

    turns: tuple[Said, ...]
    harm: int | None
    minutes: int

    @property
    def folded(self) -> int:
        """How many replies are folded."""
        return sum(turn.folded for turn in self.turns)

    @property
    def warning(self) -> str:
        """How hard it may be to read, as far as a scorer can tell."""
        if self.harm is None:
            return "not known: no scorer has seen it yet, so every reply is folded"
        if self.harm >= SEVERE:
            return "severe in places"
        return "may unsettle" if self.harm else "mild"


def told_of(attack: "Attack") -> Told:
    """Return the attack as told to reviewers, in three queries however long it is."""
    scores = Prefetch("continued__scores", to_attr="seen")
    turns = attack.turns.order_by("number").select_related("continued").prefetch_related(scores)
    said = tuple(_said(attack, turn) for turn in turns)
    words = sum(len(f"{turn.human} {turn.reply or ''}".split()) for turn in said)
    harm = harm_of(attack.score_min)
    return Told(said, harm, max(1, round(words / WORDS_A_MINUTE)))


def _said(attack: "Attack", turn: "Turn") -> Said:
    reply = turn.continued
    if reply is None:
        return Said(turn.number, turn.human, None, folded=False, known=True)
    harm = _harm(attack, reply)
    folded = harm is None or harm >= SEVERE
    return Said(turn.number, turn.human, reply.text, folded=folded, known=harm is not None)


def _harm(attack: "Attack", reply: "Candidate") -> int | None:
    """Return the step of the reply by its own score, else of the attack's lowest, which bounds it."""
    own = next((score.value for score in reply.seen if score.scorer == attack.scorer), None)  # type: ignore[attr-defined]  # prefetched above
    return harm_of(attack.score_min if own is None else own)
