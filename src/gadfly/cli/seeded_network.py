"""The demo's network: 200 members who do not exist, with a past, and some who have applied.

Rows in bulk, as the actions would have left them: a demo starts in seconds. Names, domains and hours
are drawn from a seed, so that every demo has the same people.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from gadfly.calling.models import Calling, Invitation, State
from gadfly.calling.models import Year as YearOfHours
from gadfly.campaigns.models import Campaign, Seat, SeatRole
from gadfly.network.actions import Vetting, open_round, publish, set_charter
from gadfly.network.answers import REGIONS
from gadfly.network.domains import domains
from gadfly.network.models import (
    Application,
    Event,
    Kind,
    Reading,
    Round,
    Signature,
    Stage,
    Transition,
    Version,
)
from gadfly.network.records import record_of
from gadfly.people.models import Person
from gadfly.shared.durable import durable
from gadfly.shared.keys import new_key

FIRST = (
    "Abel", "Bela", "Chidi", "Dana", "Emre", "Fern", "Goro", "Hana", "Iker", "Juno",
    "Kaya", "Lior", "Mira", "Noor", "Oren", "Pia", "Quin", "Runa", "Suri", "Tove",
)  # fmt: skip
LAST = (
    "Apron", "Basil", "Colander", "Dumpling", "Eggcup", "Fennel", "Griddle", "Ladle", "Mortar", "Thyme",
)  # fmt: skip
"""Kitchen words: nobody is called so."""
LANGUAGES = (
    "Arabic", "Bengali", "English", "French", "Hindi", "Indonesian", "Japanese", "Mandarin", "Portuguese",
    "Russian", "Spanish", "Swahili", "Tamil", "Turkish", "Urdu", "Yoruba",
)  # fmt: skip
HOURS = (5, 5, 10, 10, 20, 40)
NEVER = ("", "", "", "", "", "Violence", "Self-harm\nViolence", "Animals hurt")
PLACES = ("Harbour Kitchen", "Hill School", "Acme Models", "River Clinic", "Lake University")
PAST, APPLICANTS = 60, 12
SEED = 200
WORDS = {
    "words": "This network is made up: its members were drawn from a seed, and nobody of them exists.",
    "criteria": "A field you know, or a life you have lived, that lets you see harm others miss.",
    "protections": "You say which topics are never shown to you, and no reason is asked.",
    "pay": "A demo pays nobody.",
    "questions": "",
}
TERMS = "# Terms of the network\n\nTell nobody outside what you see here. Stop whenever you like.\n"


def seed_network(
    *, past: Campaign, manager: Person, scorers: Sequence[Person], lead: Person, at: datetime
) -> bool:
    """Make the network once; return whether this call did. `past` is a closed campaign some took part in."""
    if Person.objects.filter(email=_email(FIRST[0], LAST[0])).exists():
        return False
    rng = Random(SEED)  # noqa: S311 -- people of a demo, the same each time
    set_charter(words=WORDS, sought=("healthcare", "law", "languages-and-linguistics"))
    round_ = open_round(
        name="Rolling", opens_at=at - timedelta(days=400), closes_at=None, vetting=Vetting(), scorers=scorers
    )
    terms = publish(kind=Kind.TERMS, title="Terms of the network", text=TERMS, months=None, at=at)
    with durable():
        members = _members(round_, rng, at)
        _signed(members, terms, manager, at)
        _took_part(members[:PAST], past, lead, at)
        _applicants(round_, scorers, rng, at)
    return True


def _members(round_: Round, rng: Random, at: datetime) -> list[Person]:
    names = list(product(FIRST, LAST))
    rng.shuffle(names)
    joined = [at - timedelta(days=rng.randrange(30, 390)) for _ in names]
    made = Person.objects.bulk_create(
        Person(email=_email(*name), name=" ".join(name), joined_at=when, password=make_password(None))
        for name, when in zip(names, joined, strict=True)
    )
    applications = Application.objects.bulk_create(
        application_of(round_, Stage.ACTIVE, answers_of(one.name, one.email, rng), when, person=one)
        for one, when in zip(made, joined, strict=True)
    )
    Transition.objects.bulk_create(
        Transition(
            application=row,
            before=Stage.SIGNED,
            after=Stage.ACTIVE,
            reason="both sides signed the terms",
            at=when,
        )
        for row, when in zip(applications, joined, strict=True)
    )
    return made


def _signed(members: Sequence[Person], terms: Version, manager: Person, at: datetime) -> None:
    """Let both sides have signed, with a whole record."""
    rows = Signature.objects.bulk_create(
        Signature(
            version=terms, person=one, asked_at=at, typed_name=one.name, signed_at=at,
            countersigned_at=at, countersigner=manager,
        )
        for one in members
    )  # fmt: skip
    told = (("asked", "the network"), ("signed", None), ("countersigned", manager.name))
    Event.objects.bulk_create(
        event
        for row, one in zip(rows, members, strict=True)
        for event in record_of(row, ((what, actor or one.name, at) for what, actor in told))
    )


def _took_part(members: Sequence[Person], past: Campaign, lead: Person, at: datetime) -> None:
    """Let some have been called before, most of them long ago: not everybody brings a new perspective."""
    then = at - timedelta(days=200)
    made = Calling.objects.create(
        campaign=past, by=lead, sent=new_key(), role=SeatRole.RED_TEAMER, size=len(members), minutes=180,
        new_share=0, most=2, days=7, told="Replies may be curt.", called_at=then,
    )  # fmt: skip
    first: dict[str, Any] = {
        "state": State.ACCEPTED,
        "minutes": 180,
        "gain": 1.0,
        "is_new": True,
        "used": 180,
    }
    rows = Invitation.objects.bulk_create(
        Invitation(
            calling=made, campaign=past, person=one, asked_at=then, answer_by=then + timedelta(days=7),
            answered_at=then + timedelta(days=number * 3), year=then.year, reasons=[], **first,
        )
        for number, one in enumerate(members)
    )  # fmt: skip
    YearOfHours.objects.bulk_create(
        YearOfHours(person=row.person, year=then.year, given=60 * HOURS[0], taken=180) for row in rows
    )
    Seat.objects.bulk_create(
        Seat(campaign=past, person=one, role=SeatRole.RED_TEAMER, given_at=then) for one in members
    )


def _applicants(round_: Round, scorers: Sequence[Person], rng: Random, at: datetime) -> None:
    """Let some wait for the two who score them."""
    rows = Application.objects.bulk_create(
        application_of(
            round_, Stage.ELIGIBLE, answers_of(f"{first} Teapot", _email(first, "Teapot"), rng), at
        )
        for first in FIRST[:APPLICANTS]
    )
    Transition.objects.bulk_create(
        Transition(application=row, before=before, after=after, reason=reason, at=at)
        for row in rows
        for before, after, reason in (
            (Stage.DRAFT, Stage.SUBMITTED, "handed in"),
            (Stage.SUBMITTED, Stage.ELIGIBLE, "eligible by rule"),
        )
    )
    Reading.objects.bulk_create(
        Reading(application=row, scorer=scorer, asked_at=at) for row in rows for scorer in scorers
    )


def application_of(
    round_: Round, stage: Stage, answers: dict[str, Any], at: datetime, *, person: Person | None = None
) -> Application:
    """Return an application at a stage, unsaved."""
    return Application(
        digest=new_key(), round=round_, stage=stage, answers=answers, email=answers["about"]["email"],
        person=person, begun_at=at, submitted_at=at, stage_at=at,
    )  # fmt: skip


def answers_of(name: str, email: str, rng: Random) -> dict[str, Any]:
    """Return what the person would have written, step by step."""
    slugs = [one.slug for one in domains().listed]
    levels = {slug: rng.randint(1, 4) for slug in rng.sample(slugs, rng.randint(1, 3))}
    spoken = [[language, rng.randint(2, 4)] for language in rng.sample(LANGUAGES, rng.randint(1, 3))]
    region = rng.choice(REGIONS)[0]
    return {
        "about": {"name": name, "email": email, "country": "Nowhere", "region": region, "zone": "Etc/UTC"},
        "languages": {"spoken": spoken},
        "history": {"places": [[rng.choice(PLACES), 2018, None]]},
        "domains": {"list": domains().version, "levels": levels, "evidence": {}, "other": ""},
        "experience": {"lived": "", "ai": ""},
        "time": {"hours": rng.choice(HOURS), "never": rng.choice(NEVER), "needs": ""},
        "conflicts": {"organisations": []},
        "consent": {"vetting": True, "calling": True, "balance": False, "adult": True},
    }


def _email(first: str, last: str) -> str:
    return f"{first}.{last}@members.invalid".lower()
