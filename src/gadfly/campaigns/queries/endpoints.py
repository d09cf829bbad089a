"""Endpoints as leads and managers see them: how each stands, in words, and what rests on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from gadfly.campaigns.models import Arm, Endpoint, Target
from gadfly.science.targets.found import Found
from gadfly.shared.outbound.allowed import closed

Rests = Callable[[int], bool]
"""Tells of an endpoint's row whether this process leaves it alone just now."""


class Standing(StrEnum):
    """How an endpoint stands, in a word or two; the first that holds counts."""

    RETIRED = "retired"
    CLOSED = "may not be called"
    RESTS = "left alone for a moment"
    UNCHECKED = "not checked yet"
    FAILED = "last check failed"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class EndpointView:
    """One endpoint. `found` is None before the first check; `targets` are those in service."""

    row: Endpoint
    standing: Standing
    found: Found | None
    targets: int

    @property
    def needs_care(self) -> bool:
        """Whether somebody has to do something before it answers."""
        return self.standing in {Standing.CLOSED, Standing.FAILED, Standing.RESTS}

    @property
    def sentence(self) -> str:
        """What its standing means."""
        return {
            Standing.RETIRED: "Retired: new terms cannot draw on it. Campaigns that do already go on.",
            Standing.CLOSED: closed(self.row.base_url),
            Standing.RESTS: "It failed several times in a row and is left alone for half a minute.",
            Standing.UNCHECKED: "Nobody has checked what answers there.",
            Standing.FAILED: f"It gave no {self.row.get_form_display()} when it was last checked.",
            Standing.FINE: "It answered when it was last checked.",
        }[self.standing]

    @property
    def abilities(self) -> Sequence[str]:
        """What was found, in sentences, apart from the problems."""
        if self.found is None:
            return ()
        said = self.found.sentences()
        return said[: len(said) - len(self.found.problems)]

    @property
    def price_in(self) -> str:
        """What reading costs."""
        return _price(self.row.price_in)

    @property
    def price_out(self) -> str:
        """What writing costs."""
        return _price(self.row.price_out)


def endpoint_views(endpoints: QuerySet[Endpoint], rests: Rests) -> list[EndpointView]:
    """Return the endpoints by name, those in service first: one query, however many there are."""
    in_service = Count("targets", filter=Q(targets__retired=False))
    rows = endpoints.annotate(in_service=in_service).order_by("retired", "name")
    return [
        EndpointView(
            row=row,
            standing=_standing(row, rests),
            found=Found.of_json(row.found) if row.found else None,
            targets=row.in_service,
        )
        for row in rows
    ]


def targets_of(endpoint: Endpoint) -> QuerySet[Target]:
    """Return what is set up on the endpoint, by name."""
    return endpoint.targets.order_by("retired", "name")


def rests_on(endpoint: Endpoint) -> bool:
    """Tell whether frozen terms rest on the endpoint as it is."""
    return in_frozen_terms(Q(target__endpoint=endpoint))


def in_frozen_terms(using: Q) -> bool:
    """Tell whether frozen terms have an arm that is `using` something."""
    return Arm.objects.filter(using, terms__frozen_at__isnull=False).exists()


def name_is_taken(name: str) -> bool:
    """Tell whether an endpoint, or a target, has this name."""
    return Endpoint.objects.filter(name=name).exists() or Target.objects.filter(name=name).exists()


def _price(price: Decimal | None) -> str:
    """Return a price without idle zeros; one that is not stated is said, never zero."""
    if price is None:
        return "no price stated"
    digits = f"{price:f}"
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits} a million tokens"


def _standing(row: Endpoint, rests: Rests) -> Standing:
    if row.retired:
        return Standing.RETIRED
    if closed(row.base_url):
        return Standing.CLOSED
    if rests(row.pk):
        return Standing.RESTS
    if row.checked_at is None:
        return Standing.UNCHECKED
    found = Found.of_json(row.found)
    answers = {"chat": found.chat, "raw": found.raw}[row.form]
    return Standing.FINE if answers else Standing.FAILED
