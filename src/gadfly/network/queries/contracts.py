"""Contracts and signatures, for who signs and for who countersigns."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, F, Q, QuerySet

from gadfly.network.access import lacking
from gadfly.network.models import Contract, Signature

if TYPE_CHECKING:
    from gadfly.people.models import Person

NEWEST = 100
"""Signatures shown at once to whoever countersigns."""


class Held(NamedTuple):
    """A contract that a person was asked to sign, and how that stands."""

    signature: Signature
    live: bool
    waits_for: str
    """Who has to act: the person (`you`), the network, or nobody (empty)."""


def held_by(person: "Person", at: datetime) -> list[Held]:
    """Return the contracts in force the person signed or was asked to sign: what waits for them first."""
    rows = person.signatures.filter(version__contract__current=F("version")).select_related(
        "version__contract"
    )
    open_ = set(lacking(person).values_list("pk", flat=True))
    held = [
        _held(row, at, live=row.version.contract_id not in open_) for row in rows.order_by("asked_at", "pk")
    ]
    return sorted(held, key=lambda one: one.waits_for != "you")


def _held(row: Signature, at: datetime, *, live: bool) -> Held:
    over = row.expires_at is not None and row.expires_at <= at
    if row.signed_at is None or over:
        return Held(row, live, "" if row.declined_at and not over else "you")
    return Held(row, live, "" if row.countersigned_at else "network")


def waiting_for(person: "Person", at: datetime) -> int:
    """Return how many contracts wait for the person's signature. One query."""
    asked = person.signatures.filter(version__contract__current=F("version"))
    return asked.filter(Q(signed_at=None, declined_at=None) | Q(expires_at__lte=at)).count()


def contracts() -> QuerySet[Contract]:
    """Return the contracts with the number of signatures that are in force for each, terms first."""
    signed = Count("current__signatures", filter=Q(current__signatures__countersigned_at__isnull=False))
    return Contract.objects.select_related("current").annotate(signed=signed).order_by("-kind", "title")


def signatures_that_wait() -> QuerySet[Signature]:
    """Return what was signed and waits for the network's own signature, oldest first."""
    rows = Signature.objects.filter(
        countersigned_at=None, signed_at__isnull=False, version__contract__current=F("version")
    )
    return rows.select_related("person", "version__contract").order_by("signed_at", "pk")[:NEWEST]
