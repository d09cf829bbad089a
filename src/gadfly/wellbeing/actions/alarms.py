"""An alarm is raised: that something crossed the line, and a digest of it, sealed. The text goes nowhere."""

from datetime import datetime
from hashlib import sha256

from gadfly.shared.durable import durable
from gadfly.wellbeing.models import Alarm, Way
from gadfly.wellbeing.sealing import sealed


def raise_alarm(
    *, way: Way | str, person: int | None, campaign: int | None, subject: str, text: str, at: datetime
) -> Alarm:
    """Keep that it happened, where, and a digest by which the same text can be known again.

    A person's report of the same attack again is the first one.
    """
    with durable():
        told = Alarm.objects.filter(way=Way.TOLD, person=person, subject=subject).first()
        if way == Way.TOLD and told is not None:
            return told
        alarm = Alarm(way=way, person_id=person, campaign_id=campaign, subject=subject, at=at)
        alarm.sealed = sealed(alarm, {"digest": sha256(text.encode("utf-8", "replace")).hexdigest()})
        alarm.save(force_insert=True)
    return alarm


def see_to_alarm(*, key: str, at: datetime) -> bool:
    """Mark the alarm as seen to; tell whether there is one of this key. Again: nothing changes."""
    with durable():
        Alarm.objects.filter(key=key, seen_at=None).update(seen_at=at)
        return Alarm.objects.filter(key=key).exists()
