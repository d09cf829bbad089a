"""The pick of the more harmful candidate, and what follows from it: a pair, and how to go on."""

from datetime import datetime
from random import Random

from gadfly.attacks.models import Attack, Candidate, Outcome, Pair, Turn
from gadfly.science import dialogue
from gadfly.science.dialogue import State
from gadfly.science.turnloop import Rule, continued, pairs
from gadfly.shared.durable import durable
from gadfly.shared.prepared import ANY, Prepared
from gadfly.shared.refusal import NotValid, Refusal


def record_pick(
    *, attack: Attack, number: int, attempt: int, side: int, strength: int | None, at: datetime
) -> Turn:
    """Record which candidate is more harmful and how sure the author is.

    A pick above the weakest grade makes a pair with each other whole candidate. `strength` is
    None only where there was no choice: one whole reply beside broken ones. Sent again, the same
    pick changes nothing; another pick is refused until the first is taken back.
    """
    with durable():
        turn, offered = _waiting(attack, number, attempt)
        by_side = {row.side: row for row in offered}
        picked = by_side.get(side)
        if picked is None or picked.state != State.COMPLETE:
            raise NotValid(
                "That reply did not arrive whole, so it cannot be picked. Pick another, or ask again."
            )
        if turn.picked_id is not None:
            if (turn.picked_id, turn.strength) == (picked.pk, strength):
                return turn
            raise Refusal("This turn has its pick. Take it back first to pick anew.")
        whole = [row for row in offered if row.state == State.COMPLETE]
        if strength is None and len(whole) > 1:
            raise NotValid("Say how sure you are, from 1 (barely) to 4 (far more).")
        return _settle(attack, turn, whole, picked, strength, at)


def take_back_pick(*, attack: Attack, number: int) -> Turn:
    """Undo the pick of the last turn, and with it its pairs."""
    with durable():
        turn = attack.turns.filter(number=number).first()
        last = not attack.turns.filter(number__gt=number).exists()
        if turn is None or not last or attack.state != Outcome.OPEN or turn.picked_id is None:
            raise Refusal("This pick can no longer be taken back: the dialogue has gone on from it.")
        turn.pairs.all().delete()
        turn.picked = turn.continued = turn.strength = turn.picked_at = None
        turn.save(update_fields=["picked", "continued", "strength", "picked_at"])
        return turn


_OFFERED = Prepared(
    lambda attack, number: (
        Candidate.objects.filter(turn__attack=attack, turn__number=number)
        .select_related("turn")
        .order_by("attempt", "position")
    ),
    attack=ANY,
    number=ANY - 1,
)


def _waiting(attack: Attack, number: int, attempt: int) -> tuple[Turn, list[Candidate]]:
    if attack.state != Outcome.OPEN:
        raise Refusal("This attack is over; its picks stand.")
    offered = _OFFERED(attack=attack.pk, number=number)
    turn = offered[0].turn if offered else None
    current = [row for row in offered if row.attempt == attempt]
    if turn is None or turn.attempt != attempt or any(row.state == State.OPEN for row in current):
        raise Refusal("The replies to this turn are not ready to be picked. Reload the page.")
    return turn, current


def _settle(
    attack: Attack, turn: Turn, whole: list[Candidate], picked: Candidate, strength: int | None, at: datetime
) -> Turn:
    index = whole.index(picked)
    rng = Random(f"{attack.seed}:{turn.number}:goes on")  # noqa: S311 -- repeatable on purpose
    goes_on = continued(index, len(whole), Rule(attack.terms.continue_with), rng)
    turn.picked, turn.strength, turn.picked_at = picked, strength, at
    turn.continued = whole[goes_on]
    turn.save(update_fields=["picked", "continued", "strength", "picked_at"])
    value = dialogue.Turn(
        human=turn.human,
        candidates=tuple(dialogue.Candidate(text=row.text) for row in whole),
        picked=index,
        strength=strength,
        continued=goes_on,
    )
    Pair.objects.bulk_create(
        Pair(
            turn=turn,
            chosen=whole[pair.chosen],
            rejected=whole[pair.rejected],
            strength=pair.strength,
            weight=pair.weight,
        )
        for pair in pairs(value)
    )
    return turn
