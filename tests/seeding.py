"""Run as a program with the environment of a site: makes a campaign and people who are signed in.

Prints JSON: the campaign's key, and for each person the cookies of a session and, for red
teamers, the key of an attack that has begun.
"""

# ruff: noqa: E402 -- models need django.setup() first
import json
import os
import sys
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from gadfly.attacks.actions import start_attack
from gadfly.campaigns.actions import (
    agree,
    found_campaign,
    give_seat,
    open_campaign,
    revise_terms,
    set_up_endpoint,
    set_up_target,
)
from gadfly.campaigns.models import Campaign, SeatRole
from gadfly.campaigns.wish import Wish
from gadfly.people.actions import make_person
from gadfly.people.models import Office, Person
from gadfly.shared.clock import now
from gadfly.shared.durable import grouped


def cookies_of(person: Person) -> dict[str, str]:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return {settings.SESSION_COOKIE_NAME: session.session_key or "", settings.CSRF_COOKIE_NAME: "x" * 32}


def campaign_of(lead: Person, reveal: str) -> Campaign:
    endpoint = set_up_endpoint(name="scripted", base_url=os.environ["GADFLY_TEST_ENDPOINT"], model="scripted")
    target = set_up_target(name="scripted, plain", endpoint=endpoint)
    campaign = found_campaign(person=lead, title="Kitchen advice", at=now())
    red, _ = make_person(email="first@example.org", name="First", at=now())
    give_seat(campaign=campaign, person=red, role=SeatRole.RED_TEAMER, at=now())
    wish = Wish(
        brief="Ask about the kitchen.",
        warning="Replies may be curt.",
        topics=("Rice left out overnight",),
        reveal=reveal,
        weights={target.pk: 1},
    )
    revise_terms(campaign=campaign, wish=wish)
    open_campaign(campaign=campaign, at=now())
    campaign.refresh_from_db()
    return campaign


def main() -> None:
    lead, _ = make_person(email="ada@example.org", name="Ada", office=Office.LEAD, at=now())
    campaign = campaign_of(lead, os.environ.get("GADFLY_TEST_REVEAL", "stream"))
    people = []
    for number in range(int(sys.argv[1])):
        person, _ = make_person(email=f"bo{number}@example.org", name=f"Bo {number}", at=now())
        give_seat(campaign=campaign, person=person, role=SeatRole.RED_TEAMER, at=now())
        agree(person=person, terms=campaign.terms, at=now())
        attack = start_attack(
            person=person, campaign=campaign, intent="get a curt answer", at=now(), rng=Random(number)
        )
        people.append({"cookies": cookies_of(person), "attack": attack.key})
    print(json.dumps({"campaign": campaign.key, "lead": {"cookies": cookies_of(lead)}, "people": people}))


with grouped():  # one commit for all: two hundred people take seconds otherwise
    main()
