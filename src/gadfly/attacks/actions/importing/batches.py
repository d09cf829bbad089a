"""Batches of records, each one transaction of few statements."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from gadfly.attacks.actions.importing.gathered import Rows
from gadfly.attacks.actions.importing.words import texts_of
from gadfly.attacks.models import Attack
from gadfly.campaigns.actions import ImportedArms
from gadfly.science.datasets.record import AttackRecord
from gadfly.shared.durable import durable
from gadfly.wellbeing.actions import raise_alarm
from gadfly.wellbeing.watch import line

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

BATCH = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """How many attacks were added, how many were there before, how many cross the hard line."""

    added: int = 0
    known: int = 0
    crossed: int = 0

    def __add__(self, more: "Imported") -> "Imported":
        """Return both together."""
        return Imported(self.added + more.added, self.known + more.known, self.crossed + more.crossed)


def import_records(
    *,
    campaign: "Campaign",
    records: Iterable[AttackRecord],
    at: datetime,
    on_crossing: Callable[[int], object] = bool,
) -> Iterator[Imported]:
    """Add the records to the campaign, a batch at a time; yield the counts so far after each.

    A record is known by its key, or by its place and content where it has none: importing the
    same file again adds nothing. One that crosses the hard line is left out, an alarm is raised, and
    `on_crossing` is told its place among the records, from 1.
    """
    arms, total = ImportedArms(campaign, at), Imported()
    numbered = enumerate(records)
    while batch := list(islice(numbered, BATCH)):
        keyed = {record.key or _key(campaign, place, record): (place, record) for place, record in batch}
        crossed = _crossing(campaign, keyed, at)
        for key in crossed:
            on_crossing(keyed[key][0] + 1)
        kept = {key: record for key, (_, record) in keyed.items() if key not in crossed}
        added = _write(campaign, kept, arms)
        total += Imported(added, len(batch) - added - len(crossed), len(crossed))
        yield total


def _crossing(campaign: "Campaign", keyed: Mapping[str, tuple[int, AttackRecord]], at: datetime) -> list[str]:
    """Return the keys of records that cross the hard line, once alarms are raised."""
    found = []
    for key, (_, record) in keyed.items():
        text = next(filter(line().crossed, texts_of(record)), None)
        if text is not None:
            raise_alarm(way="in", person=None, campaign=campaign.pk, subject=key, text=text, at=at)
            found.append(key)
    return found


def _key(campaign: "Campaign", place: int, record: AttackRecord) -> str:
    named = f"{campaign.key}\n{place}\n{record.task_description}\n{record.dialogue.text()}"
    digest = hashlib.sha256(named.encode(errors="surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def _write(campaign: "Campaign", keyed: Mapping[str, AttackRecord], arms: ImportedArms) -> int:
    with durable():
        known = set(Attack.objects.filter(key__in=list(keyed)).values_list("key", flat=True))
        fresh = {key: record for key, record in keyed.items() if key not in known}
        rows = Rows(campaign, arms, list(fresh.values()))
        for key, record in fresh.items():
            rows.add(key, record)
        rows.write()
    return len(fresh)
