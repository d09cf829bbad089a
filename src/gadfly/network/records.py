"""The record of a signature: a chain of events, each with a digest over itself and the one before.

Whoever holds a printed certificate holds its last digest: nothing before it can be changed unseen.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256

from gadfly.network.models import Event, Signature


def chain(*, signature: Signature, what: str, actor: str, at: datetime) -> Event:
    """Add an event to the signature's record. Runs inside the transaction of what it tells of."""
    last = signature.events.order_by("-number").first()
    number, before = (last.number + 1, last.digest) if last else (1, "")
    digest = _digest(signature, before, number, what, actor, at)
    return Event.objects.create(
        signature=signature, number=number, what=what, actor=actor, at=at, digest=digest
    )


def record_of(signature: Signature, told: Iterable[tuple[str, str, datetime]]) -> list[Event]:
    """Return the whole record of a new signature, unsaved: what happened, by whom, when, in order."""
    events: list[Event] = []
    for number, (what, actor, at) in enumerate(told, start=1):
        before = events[-1].digest if events else ""
        digest = _digest(signature, before, number, what, actor, at)
        events.append(Event(signature=signature, number=number, what=what, actor=actor, at=at, digest=digest))
    return events


def holds(signature: Signature) -> bool:
    """Whether the record is whole: every digest follows from its event and the one before, text included."""
    before = ""
    for number, event in enumerate(signature.events.order_by("number"), start=1):
        due = _digest(signature, before, number, event.what, event.actor, event.at)
        if event.number != number or event.digest != due:
            return False
        before = event.digest
    return bool(before) and sha256(signature.version.text.encode()).hexdigest() == signature.version.sha256


def _digest(signature: Signature, before: str, number: int, what: str, actor: str, at: datetime) -> str:
    told = [
        before,
        signature.key,
        signature.version.sha256,
        number,
        what,
        actor,
        at.astimezone(UTC).isoformat(),
    ]
    return sha256(json.dumps(told).encode()).hexdigest()
