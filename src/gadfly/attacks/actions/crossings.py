"""What somebody reports as crossing the hard line: a steward is told, a digest is kept, sealed.

Where its author reports an attack under way, its last turn loses its words. Otherwise nothing is taken
away, since which turn it is about is not known; the attack is given to no reviewer any more.
"""

from collections.abc import Sequence
from datetime import datetime

from gadfly.attacks.models import Attack, Candidate, Outcome, Pair, Turn
from gadfly.shared.durable import durable
from gadfly.wellbeing.actions import raise_alarm


def report_crossing(*, attack: Attack, by: int, at: datetime) -> Attack:
    """Raise an alarm about the attack in the name of the person `by`. Again: nothing changes."""
    turns = list(attack.turns.order_by("number"))
    under_way = attack.state == Outcome.OPEN and attack.person_id == by
    shown = turns[-1:] if under_way else turns
    text = "\n".join(text for turn in shown for text in _texts(turn))
    raise_alarm(way="told", person=by, campaign=attack.campaign_id, subject=attack.key, text=text, at=at)
    if under_way and turns:
        _empty(turns[-1])
    return attack


def _texts(turn: Turn) -> Sequence[str]:
    return [turn.human, *turn.candidates.order_by("pk").values_list("text", flat=True)]


def _empty(turn: Turn) -> None:
    with durable():
        Pair.objects.filter(turn=turn).delete()
        Candidate.objects.filter(turn=turn).update(text="", made={})
        turn.human = ""
        turn.save(update_fields=["human"])
