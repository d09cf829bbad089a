"""Statements are drawn: for everyone with time that stands on none, one draft each."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from gadfly.ledger.clocks import Clock, clocks_in
from gadfly.ledger.models import Payee, RateCard, State, Statement, StatementLine, Stint
from gadfly.science.pay import Floor, Floors, lines_of, sum_of
from gadfly.shared.durable import durable
from gadfly.shared.refusal import Refusal

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

UNSAID = "Say first what this campaign pays, or that it is for volunteers."
VOLUNTEERS = "This campaign is for volunteers: nothing is paid, so no statement is drawn."


class Drawn(NamedTuple):
    """The drafts, and the ids of those who got none since no floor is known where they work."""

    statements: list[Statement]
    floorless: list[int]


def draw_statements(*, campaign: "Campaign", floors: Floors, by: "Person", at: datetime) -> Drawn:
    """Draft a statement for everybody in the campaign who has unstated time and no draft.

    Raises Refusal where nothing was said of pay, and for volunteers.
    """
    with durable():
        card = RateCard.objects.select_for_update().filter(campaign=campaign).order_by("-number").first()
        if card is None or card.volunteers:
            raise Refusal(VOLUNTEERS if card else UNSAID)
        drafted = set(
            Statement.objects.filter(campaign=campaign, state=State.DRAFT).values_list("person", flat=True)
        )
        clocks = {who: clock for who, clock in clocks_in(campaign).items() if who not in drafted}
        drawn = Drawn([], [])
        for who, (country, floor) in floors_of(clocks, card.currency, floors).items():
            if not clocks[who].due:
                continue
            if floor is None:
                drawn.floorless.append(who)
            else:
                drawn.statements.append(_draft(card, who, country, floor, clocks[who], by, at))
    return drawn


def floors_of(
    people: Mapping[int, object], currency: str, floors: Floors
) -> dict[int, tuple[str, Floor | None]]:
    """Return each person's country, empty where they have not said, and the floor there."""
    said = dict(Payee.objects.filter(person__in=list(people)).values_list("person", "country"))
    countries = {who: said.get(who, "") for who in people}
    return {who: (country, floors.of(country, currency)) for who, country in countries.items()}


def _draft(
    card: RateCard, who: int, country: str, floor: Floor, clock: Clock, by: "Person", at: datetime
) -> Statement:
    lines = lines_of(clock.due, rate=card.rate, floor=floor)
    total = sum_of(lines)
    before = Statement.objects.filter(campaign=card.campaign_id, person=who).order_by("-pk").first()
    statement = Statement.objects.create(
        campaign_id=card.campaign_id,
        person_id=who,
        card=card,
        country=country,
        floor=floor.hourly,
        currency=card.currency,
        seconds=total.seconds,
        amount=total.amount,
        since=before.until if before else None,
        until=at,
        drafted_by=by,
    )
    StatementLine.objects.bulk_create(
        StatementLine(statement=statement, position=position, **asdict(line))
        for position, line in enumerate(lines)
    )
    Stint.objects.filter(pk__in=[row.pk for row in clock.noted]).update(statement=statement)
    Stint.objects.bulk_create(
        Stint(
            campaign_id=card.campaign_id,
            person_id=who,
            kind=one.kind,
            piece=one.piece,
            seconds=one.seconds,
            count=one.count,
            derived=True,
            noted_at=at,
            statement=statement,
        )
        for one in clock.reckoned
        if one.over
    )
    return statement
