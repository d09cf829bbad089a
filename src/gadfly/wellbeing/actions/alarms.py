"""An alarm is raised: that something crossed the line, and a digest of it, sealed. The text goes nowhere."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal
from gadfly.wellbeing.models import Alarm, Way
from gadfly.wellbeing.sealing import opened, sealed
from gadfly.wellbeing.watch import BLOCKED, line


def raise_alarm(
    *, way: Way | str, person: int | None, campaign: int | None, subject: str, text: str, at: datetime
) -> Alarm:
    """Keep that it happened, where, and a digest by which the same text can be known again.

    A person's report of the same attack again is the first one, and so is the same text from the same place.
    """
    digest = sha256(text.encode("utf-8", "replace")).hexdigest()
    where = {"way": way, "person_id": person, "campaign_id": campaign, "subject": subject}
    with durable():
        for known in Alarm.objects.filter(**where).order_by("pk"):
            if way == Way.TOLD or (opened(known) or {}).get("digest") == digest:
                return known
        alarm = Alarm(**where, at=at)
        alarm.sealed = sealed(alarm, {"digest": digest})
        alarm.save(force_insert=True)
    return alarm


def keep_out(
    texts: Iterable[str], *, person: int | None, campaign: int | None, subject: str, at: datetime
) -> None:
    """Raise Refusal where one of the texts crosses the hard line, once an alarm is raised: nothing is kept.

    To be called before the transaction in which they would be.
    """
    for text in texts:
        if line().crossed(text):
            raise_alarm(way=Way.IN, person=person, campaign=campaign, subject=subject, text=text, at=at)
            raise Refusal(BLOCKED)


def see_to_alarm(*, key: str, at: datetime) -> bool:
    """Mark the alarm as seen to; tell whether there is one of this key. Again: nothing changes."""
    with durable():
        Alarm.objects.filter(key=key, seen_at=None).update(seen_at=at)
        return Alarm.objects.filter(key=key).exists()
