"""Rate cards: set before work begins, and never for the worse."""

from datetime import datetime
from typing import TYPE_CHECKING

from gadfly.ledger.models import RateCard
from gadfly.science.pay import Rate
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid, Refusal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

WORSE = (
    "This campaign has opened, and people agreed to work for what it pays. Somebody could earn less under"
    " the new rate: give the old amounts, or more, in the same currency and in the same way."
)


def set_card(*, campaign: "Campaign", rate: Rate, floor: int | None, by: "Person", at: datetime) -> RateCard:
    """Put a rate in force; the one that is in force already changes nothing.

    `floor` is the lowest floor an hour in the rate's currency has. Raises Refusal where somebody could
    earn less than before although the campaign has opened, NotValid where no floor is known or the
    rate is below every one.
    """
    if not rate.volunteers:
        _ensure_fair(rate, floor)
    with durable():
        held = RateCard.objects.select_for_update().filter(campaign=campaign).order_by("-number").first()
        if held and held.rate == rate:
            return held
        if held and campaign.stage != "draft" and rate.falls_short_of(held.rate):
            raise Refusal(WORSE)
        return RateCard.objects.create(
            campaign=campaign,
            number=held.number + 1 if held else 1,
            currency=rate.currency,
            hourly=rate.hourly,
            a_set=rate.a_set,
            size=rate.size,
            volunteers=rate.volunteers,
            set_by=by,
            set_at=at,
        )


def _ensure_fair(rate: Rate, floor: int | None) -> None:
    if floor is None:
        raise NotValid(
            f"No floor is known in {rate.currency}."
            " Ask whoever runs this site to name one in its table of floors (GADFLY_PAY_FLOORS)."
        )
    if rate.hourly < floor:
        raise NotValid("An hour is paid less than the lowest floor in this currency. Pay at least that.")
