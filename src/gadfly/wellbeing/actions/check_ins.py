"""A check-in is sealed for its author and one contact, or declined. Neither has any consequence."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.campaigns.access import Right, seats_of
from gadfly.shared.durable import durable
from gadfly.shared.keys import new_key
from gadfly.shared.refusal import NotValid
from gadfly.wellbeing.actions.alarms import keep_out
from gadfly.wellbeing.feelings import FEELINGS, LONGEST_TEXT
from gadfly.wellbeing.models import CheckIn, Exposure
from gadfly.wellbeing.queries.help import contact
from gadfly.wellbeing.sealing import sealed

if TYPE_CHECKING:
    from gadfly.people.models import Person

OTHER_CONTACT = (
    "Who can read your answers has changed since this page was made. Look who it is now, and send again."
)


def record_check_in(
    *, person: "Person", key: str, named: str, grades: Mapping[str, int], text: str, at: datetime
) -> CheckIn:
    """Keep the answers, sealed. The same `key` again changes nothing.

    `named` is the key of the contact whom the page named, "" for nobody: where it is somebody else by
    now, nothing is kept, since nobody may read what was not written for them. Words that cross the hard
    line are refused like any; the alarm says neither whose they were nor that they stood in a check-in.
    """
    if not set(grades) <= set(FEELINGS) or any(grade not in range(5) for grade in grades.values()):
        raise NotValid("Choose 0 to 4 for each feeling, or leave it open.")
    if len(text) > LONGEST_TEXT or not (grades or text.strip()):
        raise NotValid(
            f"Answer at least one question, in {LONGEST_TEXT:,} characters at most, or go on without."
        )
    keep_out([text], person=None, campaign=None, subject=new_key(), at=at)
    with durable():
        reader = contact()
        if (reader.key if reader else "") != named:
            raise NotValid(OTHER_CONTACT)
        known = CheckIn.objects.filter(person=person, key=key).first()
        if known is not None:
            return known
        row = CheckIn(person=person, key=key, contact=reader, campaign_id=_campaign_of(person), at=at)
        row.sealed = sealed(row, {"grades": dict(grades), "text": text.strip()})
        row.save(force_insert=True)
    return row


def decline_check_in(*, person: "Person", at: datetime) -> CheckIn:
    """Remember that the person was asked and went on without, so that ten tasks pass until they are again."""
    with durable():
        return CheckIn.objects.create(person=person, at=at)


def _campaign_of(person: "Person") -> int | None:
    """Return the campaign of the person's last task, while they have a seat there."""
    seated = seats_of(person, Right.SEE).values("campaign")
    last = Exposure.objects.filter(person=person, campaign__in=seated).order_by("-until", "-pk").first()
    return last.campaign_id if last else None
