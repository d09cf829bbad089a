"""Replies reach the disk: in part while they are written, and whole or broken when they end."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Case, F, TextField, Value, When

from gadfly.attacks.models import Candidate, Turn
from gadfly.science import dialogue
from gadfly.science.dialogue import State
from gadfly.shared.durable import durable

STOPPED = "The reply was cut when the server stopped. What had arrived is kept."


def close_turn(*, turn: int, replies: Mapping[int, dialogue.Candidate], at: datetime) -> None:
    """Record how each candidate (by its row) ended. A candidate that was closed before stays as it was.

    With one candidate a turn there is nothing to pick: a whole reply continues by itself.
    """
    with durable():
        for row, reply in replies.items():
            Candidate.objects.filter(pk=row, state=State.OPEN).update(
                text=reply.text,
                state=reply.state,
                seed=F("seed") if reply.seed is None else reply.seed,
                finish_reason=(reply.finish_reason or "")[:40],
                prompt_tokens=reply.prompt_tokens,
                completion_tokens=reply.completion_tokens,
                first_token_ms=reply.first_token_ms,
                latency_ms=reply.latency_ms,
                error=(reply.error or "")[:300],
            )
        if len(replies) == 1:
            [(row, reply)] = replies.items()
            if reply.state is State.COMPLETE:
                Turn.objects.filter(pk=turn, continued=None).update(continued=row, picked_at=at)


def keep_partial(*, texts: Mapping[int, str], turns: Sequence[int], at: datetime) -> None:
    """Keep what has arrived so far of open candidates, and that somebody still writes them."""
    with durable():
        if texts:
            cases = [When(pk=row, then=Value(text)) for row, text in texts.items()]
            Candidate.objects.filter(pk__in=list(texts), state=State.OPEN).update(
                text=Case(*cases, default=F("text"), output_field=TextField())
            )
        Turn.objects.filter(pk__in=turns).update(touched_at=at)


def interrupt_stale(*, before: datetime) -> int:
    """Mark as interrupted what nobody has written since `before`; return how many candidates."""
    with durable():
        stale = Candidate.objects.filter(state=State.OPEN, turn__touched_at__lt=before)
        return stale.update(state=State.INTERRUPTED, error=STOPPED)
