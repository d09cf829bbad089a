"""What tests of the ledger stand on."""

import re
from datetime import datetime, timedelta
from html import unescape

from django.http import HttpResponse

from gadfly.campaigns.models import Campaign
from gadfly.ledger import actions
from gadfly.ledger.models import RateCard, Statement
from gadfly.people.models import Person
from gadfly.science.pay import Rate, read_floors
from gadfly.wellbeing.models import Break
from tests.factories import NOON, make_attack

LONG_BEFORE = NOON - timedelta(hours=5)

FLOORS = "country,currency,per_hour\nDE,EUR,12.00\nCH,EUR,30.00\n"
TABLE = read_floors(FLOORS.splitlines())
RATE = Rate("EUR", 1800)


def pays(campaign: Campaign, by: Person, rate: Rate = RATE) -> RateCard:
    return actions.set_card(campaign=campaign, rate=rate, floor=TABLE.lowest("EUR"), by=by, at=NOON)


def rested(campaign: Campaign, person: Person, minutes: int = 1, at: datetime = LONG_BEFORE) -> Break:
    """A break of the person's, which is time without any work in it."""
    return Break.objects.create(campaign=campaign, person=person, began_at=at, minutes=minutes, after=at)


def make_draft(campaign: Campaign, person: Person, by: Person, *, country: str = "DE") -> Statement:
    """The draft for two minutes of one attack by `person`."""
    actions.say_country(person=person, country=country, at=NOON)
    make_attack(campaign=campaign, person=person)
    drawn = actions.draw_statements(campaign=campaign, floors=TABLE, by=by, at=NOON)
    return next(one for one in drawn.statements if one.person_id == person.pk)


def make_pending(campaign: Campaign, person: Person, by: Person) -> Statement:
    return actions.submit(statement=make_draft(campaign, person, by), by=by, at=NOON)


def make_approved(campaign: Campaign, person: Person, by: Person, second: Person) -> Statement:
    return actions.approve(statement=make_pending(campaign, person, by), by=second, at=NOON)


def text_of(answer: HttpResponse) -> str:
    """The page's words, without tags, blanks in one piece."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
