"""The doors of the network: to applications, to readings, and by contracts to all that campaigns hold.

Hidden equals absent: whoever may not gets the 404 of nothing.
"""

from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404

from gadfly.network.conflicts import conflict_between
from gadfly.network.models import Application, Contract, Reading, Signature, Stage
from gadfly.network.ties import ties_of_applicant, ties_of_scorer
from gadfly.people.queries import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gadfly.people.models import Person

READ_BY_SCORERS = (Stage.ELIGIBLE, Stage.SCORED, Stage.TASK, Stage.DECISION)


def lacking(person: "Person | int") -> QuerySet[Contract]:
    """Return the contracts of which the person holds no live signature now.

    Live means: of the version in force, signed by both sides, not expired. The database's own
    clock decides, so that a prepared query never remembers an old moment.
    """
    live = Q(expires_at=None) | Q(expires_at__gt=Now())
    held = Signature.objects.filter(live, person=person, countersigned_at__isnull=False)
    return Contract.objects.exclude(current__in=held.values("version"), current__isnull=False)


def may_read(person: "Person | int", contracts: "Iterable[Contract] | QuerySet[Contract]") -> bool:
    """Whether the person holds a live signature of every one of the contracts (R22)."""
    wanted = [contract.pk for contract in contracts]
    return not lacking(person).filter(pk__in=wanted).exists()


def contracts_called(keys: "Iterable[str]") -> list[Contract]:
    """Return the contracts with these keys that are in force; keys of none are passed over."""
    return list(Contract.objects.filter(key__in=keys, current__isnull=False).select_related("current"))


def manager(person: "Person") -> "Person":
    """Return the person if they run the network; otherwise 404, as if there were no such page."""
    if not person.may_run_network:
        raise Http404
    return person


def application_for(person: "Person", key: str) -> Application:
    """Return the application to whoever runs the network; a draft is its applicant's alone."""
    manager(person)
    rows = Application.objects.filter(key=key).exclude(stage=Stage.DRAFT)
    application = rows.select_related("round", "person").first()
    if application is None:
        raise Http404
    return application


def application_at(token: str) -> Application:
    """Return the application whose link ends in `token`; otherwise 404."""
    application = Application.objects.filter(digest=digest(token)).select_related("round", "person").first()
    if application is None:
        raise Http404
    return application


def readings_of(scorer: "Person") -> QuerySet[Reading]:
    """Return what the scorer was asked to read and may: stepped back from is gone."""
    rows = Reading.objects.filter(
        scorer=scorer,
        recused_at=None,
        application__stage__in=READ_BY_SCORERS,
        application__round__scorers=scorer,
    )
    return rows.select_related("application__round")


def reading_for(scorer: "Person", key: str) -> Reading:
    """Return the scorer's reading of this application; 404 when a conflict stands between the two.

    The conflict is looked for anew each time, as either side may have moved since they were asked.
    """
    reading = readings_of(scorer).filter(application__key=key).first()
    if reading is None or conflict_of(reading.application, scorer):
        raise Http404
    return reading


def conflict_of(application: Application, scorer: "Person") -> str | None:
    """Return why the scorer must not read the application, in a few words; None when nothing is known."""
    asked = application.submitted_at or application.begun_at
    return conflict_between(
        ties_of_applicant(application.answers),
        ties_of_scorer(scorer),
        year=asked.year,
        window=application.round.conflict_years,
    )


def signature_for(person: "Person", key: str) -> Signature:
    """Return the person's signature, given or asked for, of the contract with this key; otherwise 404."""
    rows = person.signatures.filter(version__contract__key=key, version__contract__current=F("version"))
    signature: Signature | None = rows.select_related("version__contract", "countersigner").first()
    if signature is None:
        raise Http404
    return signature
