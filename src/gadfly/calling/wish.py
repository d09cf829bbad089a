"""What a campaign wishes of a cohort, as plain values; and what it wishes until a lead says otherwise."""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from gadfly.campaigns.queries import newest_terms
from gadfly.network.answers import LEAST_HOURS
from gadfly.network.domains import domains
from gadfly.network.queries import charter

if TYPE_CHECKING:
    from gadfly.calling.models import Calling
    from gadfly.campaigns.models import Campaign

USUAL_SIZE = 20
PARTS = ("role", "size", "minutes", "new_share", "most")
LISTS = ("domains", "languages", "regions", "organisations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How many people for how many minutes each, and what they should bring together; lists may be empty.

    `new_share` is a percentage; `most` bounds the campaigns of a person at once.
    """

    role: str = "red teamer"
    size: int = USUAL_SIZE
    minutes: int = 60 * LEAST_HOURS
    domains: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    new_share: int = 30
    most: int = 2

    @property
    def wanted(self) -> dict[str, frozenset[str]]:
        """The values that the cohort should have, by feature."""
        return {
            "domain": frozenset(self.domains),
            "language": frozenset(self.languages),
            "region": frozenset(self.regions),
        }

    def new_among(self, size: int) -> int:
        """Return how many of so many people must bring a new perspective."""
        return ceil(self.new_share * size / 100)


def usual_wish(campaign: "Campaign") -> Wish:
    """Return what the lead wished last; at first the domains the network seeks most."""
    last = campaign.callings.order_by("-pk").first()
    return wish_of(last) if last else Wish(domains=tuple(map(domains().name_of, charter().sought)))


def wish_of(calling: "Calling") -> Wish:
    """Return what a calling wished for."""
    said: dict[str, Any] = {name: getattr(calling, name) for name in PARTS}
    return Wish(**said | {name: tuple(getattr(calling, name)) for name in LISTS})


def usually_told(campaign: "Campaign") -> str:
    """Return the campaign's own content warning; nothing where a contract covers what it says."""
    return "" if campaign.contracts.exists() else newest_terms(campaign).warning
