"""What tests stand on: targets, campaigns, attacks. Made by the same actions as on the site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from gadfly.attacks import actions as attacks
from gadfly.attacks.models import Attack
from gadfly.campaigns import actions as campaigns
from gadfly.campaigns.models import Campaign, Endpoint, Intervention, Target
from gadfly.campaigns.wish import Wish
from gadfly.people.actions import make_person
from gadfly.people.models import Person
from gadfly.science.dialogue import Candidate, Sampling

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
"""When things happen unless a test says otherwise: campaigns made here are open then, and now."""

_numbers = count(1)


def make_endpoint(name: str = "loopback", *, base_url: str = "http://127.0.0.1:9/v1") -> Endpoint:
    return campaigns.set_up_endpoint(name=name, base_url=base_url, model="kitchen-1", revision="r1")


def make_target(
    name: str = "plain",
    *,
    endpoint: Endpoint | None = None,
    intervention: str = Intervention.PLAIN,
    sampling: Sampling | None = None,
) -> Target:
    return campaigns.set_up_target(
        name=name, endpoint=endpoint or make_endpoint(), intervention=intervention, sampling=sampling
    )


def make_wish(*targets: Target) -> Wish:
    """Complete terms with the targets as arms of equal weight; with two of its own when none is given."""
    chosen = targets or (make_target("plain"), make_target("careful"))
    return Wish(
        brief="Bring it to give *curt* kitchen advice.",
        warning="Replies may be curt.",
        topics=("Rice left out overnight",),
        weights={target.pk: 1 for target in chosen},
    )


def make_campaign(*, lead: Person, title: str = "Kitchen advice", wish: Wish | None = None) -> Campaign:
    """A draft, empty unless `wish` says more."""
    campaign = campaigns.found_campaign(person=lead, title=title, at=NOON, rng=Random(next(_numbers)))
    if wish is not None:
        campaigns.revise_terms(campaign=campaign, wish=wish, rng=Random(next(_numbers)))
    return campaign


def make_open_campaign(
    *,
    lead: Person,
    red_teamers: Sequence[Person] = (),
    reviewers: Sequence[Person] = (),
    title: str = "Kitchen advice",
    agreed: bool = True,
    wish: Wish | None = None,
) -> Campaign:
    """An open campaign whose red teamers have agreed. Without any, it gets one of its own."""
    campaign = make_campaign(lead=lead, title=title, wish=wish or make_wish())
    seated = red_teamers or [make_person(email=f"{campaign.slug}@example.org", name="Someone", at=NOON)[0]]
    for person in seated:
        campaigns.give_seat(campaign=campaign, person=person, role="red teamer", at=NOON)
    for person in reviewers:
        campaigns.give_seat(campaign=campaign, person=person, role="reviewer", at=NOON)
    terms = campaigns.open_campaign(campaign=campaign, at=NOON)
    for person in seated if agreed else ():
        campaigns.agree(person=person, terms=terms, at=NOON)
    return campaign


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn as a test tells it. `picked` counts replies as the server sent them; None: no pick yet."""

    human: str = "May I keep rice overnight?"
    replies: tuple[str, ...] = ("Cool it within the hour, then yes.", "Whatever, rice is rice.")
    picked: int | None = 1
    strength: int | None = 3


def make_attack(
    *,
    campaign: Campaign,
    person: Person,
    exchanges: Sequence[Exchange] = (Exchange(),),
    intent: str = "Get a curt answer about rice",
    over: bool = True,
    at: datetime = NOON,
) -> Attack:
    """An attack of a red teamer who has agreed; ended unless `over` is False. Turns take a minute each."""
    attack = attacks.start_attack(
        person=person, campaign=campaign, intent=intent, at=at, rng=Random(next(_numbers))
    )
    for number, exchange in enumerate(exchanges, start=1):
        _say(attack, number, exchange, at + timedelta(minutes=number))
    if over:
        attacks.end_attack(attack=attack, at=at + timedelta(minutes=len(exchanges) + 1), scoring=_unscored)
    attack.refresh_from_db()
    return attack


def _say(attack: Attack, number: int, exchange: Exchange, at: datetime) -> None:
    opened = attacks.open_turn(attack=attack, key=f"turn-{number}", text=exchange.human, at=at)
    replies = {
        row: Candidate(text=text) for row, text in zip(opened.candidates, exchange.replies, strict=True)
    }
    attacks.close_turn(turn=opened.turn, replies=replies, at=at)
    if exchange.picked is not None and len(replies) > 1:
        attacks.record_pick(
            attack=attack,
            number=number,
            attempt=opened.attempt,
            side=opened.sides[exchange.picked],
            strength=exchange.strength,
            at=at,
        )


def _unscored(_attack: int) -> None:
    """Asks nobody for scores."""
