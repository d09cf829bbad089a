"""Batches of records, each one transaction of few statements."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from gadfly.attacks.actions.importing.rows import attack_row, link_turns, write_turns
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
    place = 0
    source = iter(records)
    while batch := list(islice(source, BATCH)):
        keyed = [replace(r, key=r.key or _key(campaign, place + n, r)) for n, r in enumerate(batch)]
        place += len(batch)
        added = _write(campaign, keyed, arms)
        total = Imported(total.added + added, total.known + len(batch) - added)
        yield total


def _key(campaign: "Campaign", place: int, record: AttackRecord) -> str:
    named = f"{campaign.key}\n{place}\n{record.task_description}\n{record.dialogue.text()}"
    digest = hashlib.sha256(named.encode(errors="surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def _write(campaign: "Campaign", records: Sequence[AttackRecord], arms: ImportedArms) -> int:
    with durable():
        keys = [record.key for record in records]
        known = set(Attack.objects.filter(key__in=keys).values_list("key", flat=True))
        fresh = list({r.key: r for r in records if r.key not in known}.values())
        rows = [attack_row(campaign, record, arms) for record in fresh]
        attacks = Attack.objects.bulk_create(rows)
        link_turns(write_turns(attacks, fresh))
    return len(fresh)
