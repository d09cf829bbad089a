"""Reading time and pay: a member's own page, a campaign's, and what waits for the payer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gadfly.campaigns.access import Right, seats_of
from gadfly.ledger.access import statements_run_by
from gadfly.ledger.actions.drawing import floors_of
from gadfly.ledger.clocks import Clock, clocks_in
from gadfly.ledger.models import Correction, Payee, RateCard, Run, State, Statement, StatementLine
from gadfly.people.queries import persons
from gadfly.science import pay
from gadfly.science.pay import Floor, Floors, Sum, lines_of, sum_of
from gadfly.shared.csvout import Cell

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign
    from gadfly.people.models import Person

NEWEST = 50
COLUMNS = (
    "statement", "payee", "name", "email", "country", "campaign", "currency", "amount",
    "minutes", "until", "submitted_by", "approved_by", "approved_at",
)  # fmt: skip
"""What the payer gets; who holds which bank account is not known here."""


@dataclass(frozen=True, slots=True)
class Work:
    """A person's time in one campaign, and what that pays by; `card` is None where nothing was said."""

    campaign: "Campaign"
    card: RateCard | None
    clock: Clock | None
    correction: Correction | None


@dataclass(frozen=True, slots=True)
class Due:
    """What a person's next statement would come to. `floor` None: it is not known where they work."""

    person: "Person"
    country: str
    floor: Floor | None
    kinds: dict[str, int]
    total: Sum | None


def card_of(campaign: "Campaign") -> RateCard | None:
    """Return the card in force, None where nothing was said of pay."""
    return RateCard.objects.filter(campaign=campaign).order_by("-number").first()


def country_of(person: "Person") -> str:
    """Return where the person works, empty where they have not said."""
    payee = Payee.objects.filter(person=person).first()
    return payee.country if payee else ""


def work_and_pay(person: "Person") -> list[Work]:
    """Return the person's time in each campaign they have a seat in, the newest seat first."""
    campaigns = {
        seat.campaign_id: seat.campaign
        for seat in seats_of(person, Right.SEE).select_related("campaign").order_by("-given_at", "-pk")
    }
    return [_work(campaign, person) for campaign in campaigns.values()]


def _work(campaign: "Campaign", person: "Person") -> Work:
    asked = Correction.objects.filter(campaign=campaign, person=person).order_by("-pk").first()
    clock = clocks_in(campaign, person.pk).get(person.pk)
    return Work(campaign, card_of(campaign), clock, asked)


def worked_in(campaign: "Campaign") -> dict[int, int]:
    """Return the seconds each person worked in the campaign, on statements or not."""
    return {who: clock.stated + sum(clock.kinds.values()) for who, clock in clocks_in(campaign).items()}


def own_statements(person: "Person") -> list[Statement]:
    """Return the person's newest statements that were submitted, newest first."""
    shown = Statement.objects.filter(person=person).exclude(state=State.DRAFT)
    return list(shown.select_related("campaign").order_by("-pk")[:NEWEST])


def due_in(campaign: "Campaign", card: RateCard | None, floors: Floors) -> list[Due]:
    """Return what everybody's next statement would come to, those without any time left out."""
    clocks = clocks_in(campaign)
    known = floors_of(clocks, card.currency if card else "", floors)
    people = persons(clocks)
    return [_due(people[who], card, *known[who], clock) for who, clock in clocks.items() if clock.kinds]


def _due(person: "Person", card: RateCard | None, country: str, floor: Floor | None, clock: Clock) -> Due:
    reckoned = card is not None and (card.volunteers or floor is not None)
    lines = lines_of(clock.due, rate=card.rate, floor=floor) if card and reckoned else ()
    return Due(person, country, floor, clock.kinds, sum_of(lines) if reckoned else None)


def statements_in(campaign: "Campaign") -> list[Statement]:
    """Return the campaign's newest statements, newest first."""
    rows = Statement.objects.filter(campaign=campaign).select_related("person", "campaign")
    return list(rows.order_by("-pk")[:NEWEST])


def corrections_in(campaign: "Campaign") -> list[Correction]:
    """Return the corrections that wait for somebody's word, the oldest first."""
    waiting = Correction.objects.filter(campaign=campaign, granted=None)
    return list(waiting.select_related("person").order_by("pk"))


def total_of(lines: Sequence[StatementLine]) -> Sum:
    """Return a statement's time and pay, and what an hour came to."""
    return sum_of([pay.Line(line.what, line.seconds, line.count, line.amount) for line in lines])


def waiting_for(person: "Person") -> list[Statement]:
    """Return the oldest statements that wait for approval or for the payer."""
    rows = statements_run_by(person).filter(state__in=[State.PENDING, State.APPROVED])
    return list(rows.order_by("pk")[:NEWEST])


def run_rows(run: Run) -> Iterator[Sequence[Cell]]:
    """Yield a payment run's rows under `COLUMNS`, amounts in the currency's unit."""
    rows = run.statements.select_related("person", "campaign", "submitted_by", "approved_by").order_by("pk")
    for row in rows:
        yield (
            row.key, row.person.key, row.person.name, row.person.email, row.country, row.campaign.slug,
            row.currency, pay.major(row.amount, row.currency), round(row.seconds / 60, 2), row.until,
            str(row.submitted_by), str(row.approved_by), row.approved_at,
        )  # fmt: skip
