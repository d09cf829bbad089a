"""Contracts: published in versions, asked for, signed, declined, countersigned."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from gadfly.network.actions.letters import write_letter
from gadfly.network.actions.stages import later, move
from gadfly.network.models import Application, Contract, Kind, Signature, Stage, Version
from gadfly.network.records import chain
from gadfly.people.actions import admit
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal

if TYPE_CHECKING:
    from gadfly.people.models import Person


def publish(*, kind: str, title: str, text: str, months: int | None, at: datetime) -> Version:
    """Put a text in force: the contract's first version or its next. The same text again changes nothing.

    Whoever signed an earlier version is asked to sign this one.
    """
    told = text.replace("\r\n", "\n").strip()
    with durable():
        terms = Contract.objects.filter(kind=Kind.TERMS).first() if kind == Kind.TERMS else None
        contract = terms or Contract.objects.filter(title=title).first()
        contract = contract or Contract.objects.create(kind=kind, title=title)
        contract = (
            Contract.objects.select_for_update(of=("self",)).select_related("current").get(pk=contract.pk)
        )
        before, digest = contract.current, sha256(told.encode()).hexdigest()
        if before is not None and (before.sha256, before.months) == (digest, months):
            return before
        version = contract.versions.create(
            number=before.number + 1 if before else 1,
            text=told,
            sha256=digest,
            months=months,
            published_at=at,
        )
        contract.current = version
        contract.save(update_fields=["current"])
        for earlier in (
            before.signatures.filter(signed_at__isnull=False).select_related("person") if before else ()
        ):
            _ask(version, earlier.person, at)
    return version


def ask_to_sign(*, person: "Person", contracts: Iterable[Contract], at: datetime) -> list[Signature]:
    """Ask the person for each contract in force; what they were asked before is returned as it is.

    Runs inside the transaction of whoever needs it.
    """
    return [_ask(contract.current, person, at) for contract in contracts if contract.current]


def ask_for_terms(*, person: "Person", at: datetime) -> list[Signature]:
    """Ask the person to sign the terms of the network, if there are any in force."""
    terms = Contract.objects.filter(kind=Kind.TERMS).select_related("current")
    with durable():
        return ask_to_sign(person=person, contracts=terms, at=at)


def sign(*, signature: Signature, typed_name: str, at: datetime) -> Signature:
    """Sign by typing one's own name. The first time counts.

    Raises NotValid for another name, Refusal when the text changed meanwhile.
    """
    with durable():
        row = _held(signature)
        if row.version != row.version.contract.current:
            raise Refusal("The text changed while you read. Please read the new one.")
        if row.signed_at is not None and not _expired(row, at):
            return row
        if _plain(typed_name) != _plain(row.person.name):
            raise NotValid(f"Type your name as it stands in your account: {row.person.name}.")
        months = row.version.months
        row.typed_name, row.signed_at, row.declined_at = typed_name.strip(), at, None
        row.countersigned_at = row.countersigner = None
        row.expires_at = None if months is None else _months_on(at, months)
        row.save()
        chain(signature=row, what="signed", actor=row.typed_name, at=at)
    return row


def decline(*, signature: Signature, at: datetime) -> Signature:
    """Say no. What was signed stays signed; one may still sign later."""
    with durable():
        row = _held(signature)
        if row.signed_at is None and row.declined_at is None:
            row.declined_at = at
            row.save(update_fields=["declined_at"])
            chain(signature=row, what="declined", actor=row.person.name, at=at)
    return row


def note_viewed(*, signature: Signature, at: datetime) -> None:
    """Record that the person opened the text, the first time they do."""
    with durable():
        row = _held(signature)
        if not row.events.filter(what="viewed").exists():
            chain(signature=row, what="viewed", actor=row.person.name, at=at)


def countersign(*, signature: Signature, by: "Person", at: datetime) -> Signature:
    """Sign for the organisation. With the terms of the network a new member becomes active.

    Raises Refusal for one's own signature, or for one that is not given.
    """
    with durable():
        row = _held(signature)
        if row.countersigned_at is not None:
            return row
        if row.signed_at is None or row.person_id == by.pk:
            raise Refusal("Only what somebody else has signed can be countersigned.")
        row.countersigned_at, row.countersigner = at, by
        row.save(update_fields=["countersigned_at", "countersigner"])
        chain(signature=row, what="countersigned", actor=by.name, at=at)
        if row.version.contract.kind == Kind.TERMS:
            _activate(row.person, by, at)
    return row


def _activate(person: "Person", by: "Person", at: datetime) -> None:
    row = Application.objects.filter(person=person, stage=Stage.SIGNED).select_related("round").first()
    if row is not None:
        admit(person=person)
        move(application=row, to=Stage.ACTIVE, reason="both sides signed the terms", at=at, actor=by)
        write_letter(application=row, template="active", at=at)


def _ask(version: Version, person: "Person", at: datetime) -> Signature:
    signature, made = Signature.objects.get_or_create(
        version=version, person=person, defaults={"asked_at": at}
    )
    if made:
        chain(signature=signature, what="asked", actor="the network", at=at)
    return signature


def _held(signature: Signature) -> Signature:
    rows = Signature.objects.select_for_update(of=("self",))
    return rows.select_related("person", "version__contract__current").get(pk=signature.pk)


def _expired(row: Signature, at: datetime) -> bool:
    return row.expires_at is not None and row.expires_at <= at


def _months_on(at: datetime, months: int) -> datetime:
    return datetime.combine(later(at.date(), months), at.timetz())


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
