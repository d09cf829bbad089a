"""What a campaign pays: by the hour, or by the set of attacks and by the hour for everything else."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gadfly.science.pay.money import places, up

HOUR = 3600
USUAL_SET = 5
"""Ganguli et al. 2022, A.1: a task of the crowd was five attacks."""
LARGEST_SET = 100


class RateError(ValueError):
    """What was asked for is no rate."""


class Kind(StrEnum):
    """What time went into. Each is paid."""

    ATTACKS = "attacks"
    SKIPPED = "attacks put aside"
    REVIEWS = "reviews"
    PREVIEWS = "declined previews"
    TRAINING = "training"
    CHECK_INS = "check-ins"
    BREAKS = "breaks"
    CORRECTION = "corrections"


@dataclass(frozen=True, slots=True)
class Rate:
    """Minor units of `currency` an hour; with `a_set`, attacks are paid so much for `size` of them instead.

    `volunteers` says that nothing is paid, which is never left to be guessed; then no currency is meant.
    Raises RateError and, for what is no currency, CurrencyError.
    """

    currency: str
    hourly: int = 0
    a_set: int | None = None
    size: int = USUAL_SET
    volunteers: bool = False

    def __post_init__(self) -> None:
        """Refuse what pays nothing without saying so."""
        if not self.volunteers:
            places(self.currency)
        if self.volunteers and (self.hourly or self.a_set is not None):
            raise RateError("Volunteers are paid nothing. Leave the amounts empty, or take the mark away.")
        if not self.volunteers and self.hourly <= 0:
            raise RateError("Say what an hour is paid, or that the campaign is for volunteers.")
        if self.a_set is not None and self.a_set <= 0:
            raise RateError("A set of attacks is paid more than nothing. Leave it empty to pay by the hour.")
        if not 1 <= self.size <= LARGEST_SET:
            raise RateError(f"A set has 1 to {LARGEST_SET} attacks.")

    def pay(self, kind: Kind, seconds: int, count: int) -> int:
        """Return the minor units for time of a kind and, where attacks are paid by the set, their number."""
        if self.a_set is not None and kind is Kind.ATTACKS:
            return up(Decimal(self.a_set * count) / self.size)
        return hours_pay(self.hourly, seconds)

    def falls_short_of(self, other: "Rate") -> bool:
        """Whether somebody could earn less than under `other`. Two ways of paying are not compared: yes."""
        if other.volunteers:
            return False
        alike = self.currency == other.currency and (self.a_set is None) == (other.a_set is None)
        if self.volunteers or not alike or self.hourly < other.hourly:
            return True
        return (self.a_set or 0) * other.size < (other.a_set or 0) * self.size


def hours_pay(hourly: int, seconds: int) -> int:
    """Return what `seconds` come to at `hourly` minor units, rounded up."""
    return up(Decimal(hourly) * seconds / HOUR)
