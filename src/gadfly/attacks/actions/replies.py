"""Replies reach the disk: in part while they are written, and whole or broken when they end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from gadfly.attacks.actions.importing.tables import document
from gadfly.attacks.actions.spending import asked_by
from gadfly.attacks.models import Candidate, Turn
from gadfly.campaigns.actions import settle
from gadfly.campaigns.queries import Asked
from gadfly.science import dialogue
from gadfly.science.dialogue import State
from gadfly.science.spending import Spent
from gadfly.science.targets import Account
from gadfly.shared.durable import durable
from gadfly.wellbeing.actions import raise_alarm

STOPPED = "The reply was cut when the server stopped. What had arrived is kept."


@dataclass(frozen=True, slots=True)
class Bill:
    """What the replies of an attempt took: `account` with all attempts before it, as it is known.

    `spent` is what budgets count in place of what they `held`, which is None where there are none.
    """

    attempt: int
    account: Account
    asked: Asked
    held: Spent | None
    spent: Spent


_TABLE = Candidate._meta.db_table  # noqa: SLF001 -- where Django says a table's name
_TURNS = Turn._meta.db_table  # noqa: SLF001 -- likewise
_CLOSE = f"""
    UPDATE {_TABLE} SET text = %s, state = %s, seed = COALESCE(%s, seed), finish_reason = %s,
    prompt_tokens = %s, completion_tokens = %s, first_token_ms = %s, latency_ms = %s, error = %s, made = %s
    WHERE id = %s AND state = 'open'
"""  # noqa: S608 -- the table's name is our own
_KEEP = f"UPDATE {_TABLE} SET text = %s WHERE id = %s AND state = 'open'"  # noqa: S608 -- likewise
_ACCOUNT = f"UPDATE {_TURNS} SET account = %s WHERE id = %s AND attempt = %s"  # noqa: S608 -- likewise
_RELEASE = f"""
    UPDATE {_TURNS} SET reserved_tokens = 0, reserved_money = 0
    WHERE id = %s AND attempt = %s AND reserved_tokens > 0
"""  # noqa: S608 -- likewise
"""Plain statements: 200 turns close at once, and the writer's time is everybody's."""


def close_turn(
    *,
    turn: int,
    replies: Mapping[int, dialogue.Candidate],
    at: datetime,
    bill: Bill | None = None,
    crossed: str = "",
) -> None:
    """Record how each candidate (by its row) ended. A candidate that was closed before stays as it was.

    With one candidate a turn there is nothing to pick: a whole reply continues by itself. `crossed` is what
    crossed the hard line on the way: of it a digest is kept, sealed.
    """
    if crossed:
        attack = Turn.objects.select_related("attack").get(pk=turn).attack
        raise_alarm(
            way="out",
            person=attack.person_id,
            campaign=attack.campaign_id,
            subject=attack.key,
            text=crossed,
            at=at,
        )
    with durable():
        with connection.cursor() as cursor:
            cursor.executemany(_CLOSE, [_closed(row, reply) for row, reply in replies.items()])
        if bill is not None:
            _pay(turn, bill)
        if len(replies) == 1:
            [(row, reply)] = replies.items()
            if reply.state is State.COMPLETE:
                Turn.objects.filter(pk=turn, continued=None).update(continued=row, picked_at=at)


def _pay(turn: int, bill: Bill) -> None:
    """Record what the turn took; settle what is held for it, unless that was done for us."""
    known = bill.account.document()
    if known:
        with connection.cursor() as cursor:
            cursor.execute(_ACCOUNT, [document(known), turn, bill.attempt])
    if bill.held is not None and _released(turn, bill.attempt):
        settle(bill.asked, bill.held, bill.spent)


def _released(turn: int, attempt: int) -> bool:
    """Tell whether the turn still held something for this attempt, which it does no more."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [turn, attempt])
        return bool(cursor.rowcount)


def _closed(row: int, reply: dialogue.Candidate) -> tuple[str | int | None, ...]:
    return (
        reply.text,
        reply.state.value,
        reply.seed,
        (reply.finish_reason or "")[:40],
        reply.prompt_tokens,
        reply.completion_tokens,
        reply.first_token_ms,
        reply.latency_ms,
        (reply.error or "")[:300],
        document(reply.made) if reply.made else "{}",
        row,
    )


def keep_partial(*, texts: Mapping[int, str], turns: Sequence[int], at: datetime) -> None:
    """Keep what has arrived so far of open candidates, and that somebody still writes them."""
    with durable():
        with connection.cursor() as cursor:
            cursor.executemany(_KEEP, [(text, row) for row, text in texts.items()])
        Turn.objects.filter(pk__in=turns).update(touched_at=at)


def interrupt_stale(*, before: datetime) -> int:
    """Mark as interrupted what nobody has written since `before`; return how many candidates.

    Nobody knows what a process that died had asked for, so what was held for it counts as spent.
    """
    with durable():
        stale = Candidate.objects.filter(state=State.OPEN, turn__touched_at__lt=before)
        held = Turn.objects.filter(pk__in=stale.values("turn"), reserved_tokens__gt=0)
        locked = held.select_for_update(of=("self",))  # whoever writes them after all comes too late
        for turn in list(locked.select_related("attack__arm__target")):
            reserved = Spent(turn.reserved_tokens, turn.reserved_money)
            _released(turn.pk, turn.attempt)
            settle(asked_by(turn.attack, turn.attack.arm.target), reserved, reserved)
        return stale.update(state=State.INTERRUPTED, error=STOPPED)
