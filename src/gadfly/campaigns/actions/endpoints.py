"""Endpoints are registered, moved, given a key, checked and retired; what attacks rest on stays."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.db.models import Q

from gadfly.campaigns.models import Endpoint
from gadfly.campaigns.queries.endpoints import in_frozen_terms
from gadfly.campaigns.sealing import sealed_anew, sealed_for
from gadfly.shared.durable import durable
from gadfly.shared.outbound import origin_of
from gadfly.shared.refusal import Refusal
from gadfly.shared.sealed import Seal, SealedError

if TYPE_CHECKING:
    from gadfly.science.targets.found import Found

IDENTITY = ("model", "revision", "form")
"""What answers, and to what: frozen terms rest on it."""
_UNSEEN: dict[str, Any] = {"n_in_one": None, "found": {}, "checked_at": None}


class Particulars(TypedDict, total=False):
    """What else an endpoint has. What is not named stays as it is; see `models.Endpoint`."""

    revision: str
    size: str
    form: str
    key_variable: str
    context: int | None
    at_once: int | None
    price_in: Decimal | None
    price_out: Decimal | None
    learnt_from: list[str]


def set_up_endpoint(*, name: str, base_url: str, model: str, **more: Unpack[Particulars]) -> Endpoint:
    """Make the endpoint of this name, or change it. It may move; what answers there may not change.

    At another origin it has no key until one is given. What was found is forgotten when it need not
    hold any more. A size that was missing goes to its targets too. Raises Refusal when frozen terms
    rest on another model, revision or form under this name.
    """
    said: dict[str, Any] = {"base_url": base_url, "model": model, **more}
    with durable():
        known = Endpoint.objects.select_for_update().filter(name=name).first()
        if known is None:
            return Endpoint.objects.create(name=name, **said)
        if _differs(known, said, IDENTITY):
            must_be_free(name, Q(target__endpoint=known))
        if _differs(known, said, ("base_url", *IDENTITY)):
            said |= _UNSEEN
        if origin_of(base_url) != origin_of(known.base_url):
            said = {"sealed_key": "", "key_variable": ""} | said
        if said.get("key_variable"):
            said["sealed_key"] = ""
        for part, value in said.items():
            setattr(known, part, value)
        known.save(update_fields=[*said])
        known.targets.filter(size="").update(size=known.size)
    return known


def give_key(*, endpoint: Endpoint, secret: str) -> Endpoint:
    """Seal the key of an endpoint, in place of the one before; an empty one takes it away."""
    with durable():
        # The row first: a rotation that goes on meanwhile waits for it, or has come before.
        row = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        row.sealed_key = sealed_for(row, secret) if secret else ""
        row.key_variable = ""
        row.found, row.checked_at = {}, None
        row.save(update_fields=["sealed_key", "key_variable", "found", "checked_at"])
    return row


def reseal_keys(*, by: Seal) -> tuple[int, Sequence[str]]:
    """Seal every key by the newest master key; return how many, and the names whose keys do not open."""
    lost, done = [], 0
    with durable():
        for row in Endpoint.objects.select_for_update().exclude(sealed_key="").order_by("name"):
            try:
                row.sealed_key = sealed_anew(row, by)
            except SealedError:
                lost.append(row.name)
                continue
            row.save(update_fields=["sealed_key"])
            done += 1
    return done, lost


def note_check(*, endpoint: Endpoint, found: "Found", at: datetime) -> Endpoint:
    """Keep what probing found, unless the endpoint became another one meanwhile.

    A bound of the context that nobody stated is taken over; one that is too wide is narrowed.
    """
    with durable():
        row = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        if _differs(row, {part: getattr(endpoint, part) for part in _ASKED}, _ASKED):
            raise Refusal("The endpoint was changed during the check. Check it again.")
        row.found, row.checked_at = found.as_json(), at
        if found.n_in_one is not None:
            row.n_in_one = found.n_in_one
        if found.context is not None:
            row.context = min(found.context, row.context or found.context)
        row.save(update_fields=["found", "checked_at", "n_in_one", "context"])
    return row


_ASKED = ("base_url", *IDENTITY, "sealed_key", "key_variable")
"""What a check asked."""


def retire_endpoint(*, endpoint: Endpoint, retired: bool) -> Endpoint:
    """Take an endpoint out of service, with its targets, or put it back. Terms that hold them keep them."""
    with durable():
        row = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        row.retired = retired
        row.save(update_fields=["retired"])
        row.targets.update(retired=retired)
    return row


def must_be_free(name: str, using: Q) -> None:
    """Raise Refusal when frozen terms have an arm that is `using` what is about to change."""
    if in_frozen_terms(using):
        raise Refusal(
            f"A campaign that has opened rests on {name} as it is. Set up the change under another name."
        )


def _differs(row: Endpoint, said: dict[str, Any], parts: Sequence[str]) -> bool:
    return any(part in said and getattr(row, part) != said[part] for part in parts)
