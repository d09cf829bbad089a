"""Replies reach the disk: in part while they are written, and whole or broken when they end."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from gadfly.attacks.models import Candidate, Turn
from gadfly.science import dialogue
from gadfly.science.dialogue import State
from gadfly.shared.durable import durable

STOPPED = "The reply was cut when the server stopped. What had arrived is kept."


_TABLE = Candidate._meta.db_table  # noqa: SLF001 -- where Django says a table's name
_CLOSE = f"""
    UPDATE {_TABLE} SET text = %s, state = %s, seed = COALESCE(%s, seed), finish_reason = %s,
    prompt_tokens = %s, completion_tokens = %s, first_token_ms = %s, latency_ms = %s, error = %s
    WHERE id = %s AND state = 'open'
"""  # noqa: S608 -- the table's name is our own
_KEEP = f"UPDATE {_TABLE} SET text = %s WHERE id = %s AND state = 'open'"  # noqa: S608 -- likewise
"""Plain statements: 200 turns close at once, and the writer's time is everybody's."""


def close_turn(*, turn: int, replies: Mapping[int, dialogue.Candidate], at: datetime) -> None:
    """Record how each candidate (by its row) ended. A candidate that was closed before stays as it was.

    With one candidate a turn there is nothing to pick: a whole reply continues by itself.
    """
    with durable():
        with connection.cursor() as cursor:
            cursor.executemany(_CLOSE, [_closed(row, reply) for row, reply in replies.items()])
        if len(replies) == 1:
            [(row, reply)] = replies.items()
            if reply.state is State.COMPLETE:
                Turn.objects.filter(pk=turn, continued=None).update(continued=row, picked_at=at)


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
        row,
    )


def keep_partial(*, texts: Mapping[int, str], turns: Sequence[int], at: datetime) -> None:
    """Keep what has arrived so far of open candidates, and that somebody still writes them."""
    with durable():
        with connection.cursor() as cursor:
            cursor.executemany(_KEEP, [(text, row) for row, text in texts.items()])
        Turn.objects.filter(pk__in=turns).update(touched_at=at)


def interrupt_stale(*, before: datetime) -> int:
    """Mark as interrupted what nobody has written since `before`; return how many candidates."""
    with durable():
        stale = Candidate.objects.filter(state=State.OPEN, turn__touched_at__lt=before)
        return stale.update(state=State.INTERRUPTED, error=STOPPED)
