"""Batches of records, each one transaction of few statements."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from gadfly.attacks.actions.importing.gathered import Rows
from gadfly.attacks.models import Attack
from gadfly.campaigns.actions import ImportedArms
from gadfly.science.datasets.record import AttackRecord
from gadfly.shared.durable import durable

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

BATCH = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """How many attacks were added, and how many were there before."""

    added: int = 0
    known: int = 0


def import_records(
    *, campaign: "Campaign", records: Iterable[AttackRecord], at: datetime
) -> Iterator[Imported]:
    """Add the records to the campaign, a batch at a time; yield the counts so far after each.

    A record is known by its key, or by its place and content where it has none: importing the
    same file again adds nothing.
    """
    arms, total = ImportedArms(campaign, at), Imported()
    numbered = enumerate(records)
    while batch := list(islice(numbered, BATCH)):
        keyed = {record.key or _key(campaign, place, record): record for place, record in batch}
        added = _write(campaign, keyed, arms)
        total = Imported(total.added + added, total.known + len(batch) - added)
        yield total


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
