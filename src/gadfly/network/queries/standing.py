"""Where members stand, for choosing whom to call: read from the applications by which they joined.

Nothing of it is kept a second time. Who did not consent to be called by what they wrote is not there.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from gadfly.network.answers import REGIONS
from gadfly.network.conflicts import Ties
from gadfly.network.domains import domains
from gadfly.network.models import Application, Contract, Kind, Signature, Stage
from gadfly.network.ties import ties_of_applicant

if TYPE_CHECKING:
    from gadfly.people.models import Person

REGION_NAMES = dict(REGIONS)


@dataclass(frozen=True, slots=True)
class Standing:
    """A member: names of domains and languages with level (1–4), a region, hours a year, topics never shown.

    `signed` says whether they hold the terms of the network, or there are none to hold.
    """

    person: "Person"
    domains: Mapping[str, int]
    languages: Mapping[str, int]
    region: str
    hours: int
    never: tuple[str, ...]
    ties: Ties
    signed: bool


def standings() -> list[Standing]:
    """Return everybody who may be called: three queries."""
    signed = _terms_held()
    rows = {row.person_id: row for row in _members().order_by("pk")}  # the newest of each person
    return [_standing(row, signed) for row in rows.values()]


def standing_of(person: "Person") -> Standing | None:
    """Return where one member stands; None for who is no member, or did not consent to be called."""
    row = _members().filter(person=person).order_by("-pk").first()
    return _standing(row, _terms_held()) if row else None


def declined_by(contracts: "Iterable[Contract] | QuerySet[Contract]") -> set[int]:
    """Return who said no to one of the contracts as it is in force."""
    current = [contract.current_id for contract in contracts if contract.current_id is not None]
    rows = Signature.objects.filter(version__in=current, signed_at=None, declined_at__isnull=False)
    return set(rows.values_list("person", flat=True))


def _members() -> QuerySet[Application]:
    rows = Application.objects.filter(stage=Stage.ACTIVE, person__is_active=True)
    return rows.filter(answers__consent__calling=True).select_related("person")


def _terms_held() -> Collection[int] | None:
    """Return who holds the terms of the network now; None where none are in force."""
    terms = Contract.objects.filter(kind=Kind.TERMS, current__isnull=False).first()
    if terms is None:
        return None
    live = Q(expires_at=None) | Q(expires_at__gt=Now())
    held = Signature.objects.filter(live, version=terms.current_id, countersigned_at__isnull=False)
    return set(held.values_list("person", flat=True))


def _standing(row: Application, signed: Collection[int] | None) -> Standing:
    told: Mapping[str, Any] = row.answers
    levels = told.get("domains", {}).get("levels", {})
    return Standing(
        person=cast("Person", row.person),  # members have accounts: the query says so
        domains={domains().name_of(slug): level for slug, level in levels.items()},
        languages={title(name): level for name, level in told.get("languages", {}).get("spoken", ())},
        region=REGION_NAMES.get(told.get("about", {}).get("region", ""), ""),
        hours=int(told.get("time", {}).get("hours", 0)),
        never=tuple(
            line.strip() for line in told.get("time", {}).get("never", "").splitlines() if line.strip()
        ),
        ties=ties_of_applicant(told),
        signed=signed is None or row.person_id in signed,
    )


def title(name: str) -> str:
    """Return a language's name as it is compared and shown: “ english ” is English."""
    return " ".join(name.split()).title()
