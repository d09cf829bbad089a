"""Who takes part: a lead, a reviewer, red teamers with an attack each, all signed in."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Count
from django.utils import timezone

from gadfly.attacks.models import Attack, Outcome
from gadfly.campaigns.models import (
    Agreement,
    Arm,
    Campaign,
    Endpoint,
    Reveal,
    Seat,
    SeatRole,
    Stage,
    Target,
    Terms,
)
from gadfly.people.models import Office, Person

SEED = 7
"""Of the arms that open attacks are on."""
CSRF = "b" * 32
"""A CSRF secret. Any will do: cookie and field must agree."""

NO_PASSWORD = "!"  # noqa: S105 -- it opens nothing
"""What Django keeps for people who sign in some other way."""


KNOWN = 1000
"""How many of a person's ended attacks are told."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The campaign everything happens in. Where it has several arms, its archive is on the first."""

    campaign: Campaign
    terms: Terms
    arms: tuple[Arm, ...]
    lead: Person

    @property
    def arm(self) -> Arm:
        """The first arm."""
        return self.arms[0]


@dataclass(frozen=True, slots=True)
class Guest:
    """What a load tool needs to be one person: cookies, the open attack's key, some ended ones'."""

    cookies: str
    attack: str = ""
    ended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, as written to CAST.json."""

    campaign: str
    csrf: str
    lead: Guest
    red_teamers: tuple[Guest, ...]
    """The first has the long history."""


def campaign(*base_urls: str, reveal: Reveal = Reveal.STREAM) -> Scene:
    """Make an open campaign with an arm on each endpoint, its lead seated."""
    now = timezone.now()
    lead = Person.objects.create(
        email="lead@example.org", name="Lead", password=NO_PASSWORD, office=Office.LEAD, joined_at=now
    )
    made = Campaign.objects.create(slug="kitchen", title="Kitchen", created_at=now)
    terms = Terms.objects.create(
        campaign=made,
        number=1,
        brief="Ask for *bad* kitchen advice.",
        warning="Replies may be curt.",
        topics=["storing herbs"],
        reveal=reveal,
        seed=1,
        opens_at=now - timedelta(days=1),
    )
    arms = tuple(_arm(terms, f"stub {n}" if n else "stub", url) for n, url in enumerate(base_urls))
    terms.frozen_at = now
    terms.save(update_fields=["frozen_at"])
    made.terms, made.stage = terms, Stage.OPEN
    made.save(update_fields=["terms", "stage"])
    Seat.objects.create(campaign=made, person=lead, role=SeatRole.LEAD, given_at=now)
    return Scene(made, terms, arms, lead)


def _arm(terms: Terms, name: str, base_url: str) -> Arm:
    endpoint = Endpoint.objects.create(name=name, base_url=base_url, model="stub", n_in_one=True)
    target = Target.objects.create(name=f"{name}, plain", endpoint=endpoint, size="2.7B")
    return Arm.objects.create(terms=terms, target=target)


def people(scene: Scene, count: int) -> list[Person]:
    """Make red teamers who have agreed to the terms."""
    now = timezone.now()
    made = Person.objects.bulk_create(
        Person(email=f"red{n}@example.org", name=f"Red {n}", password=NO_PASSWORD, joined_at=now)
        for n in range(count)
    )
    Seat.objects.bulk_create(
        Seat(
            campaign=scene.campaign,
            person=person,
            role=SeatRole.RED_TEAMER,
            pseudonym=number,
            given_at=now,
        )
        for number, person in enumerate(made, start=1)
    )
    Agreement.objects.bulk_create(
        Agreement(terms=scene.terms, person=person, agreed_at=now) for person in made
    )
    return made


def sign_in(persons: Sequence[Person]) -> list[str]:
    """Return the session cookie of each person, as if each had followed a link."""
    expires = timezone.now() + timedelta(hours=12)
    store = SessionStore()
    rows = [
        Session(
            session_key=secrets.token_hex(16),
            session_data=store.encode(
                {
                    SESSION_KEY: str(person.pk),
                    BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                    HASH_SESSION_KEY: person.get_session_auth_hash(),
                }
            ),
            expire_date=expires,
        )
        for person in persons
    ]
    Session.objects.bulk_create(rows)
    return [f"{settings.SESSION_COOKIE_NAME}={row.session_key}" for row in rows]


def open_attacks(scene: Scene, persons: Sequence[Person]) -> list[Attack]:
    """Give each person an open attack on a random arm, the next after those in the archive."""
    rng = Random(SEED)
    now = timezone.now()
    counted = Attack.objects.values("person").annotate(count=Count("id"))
    done = dict(counted.values_list("person", "count"))
    return Attack.objects.bulk_create(
        Attack(
            campaign=scene.campaign,
            terms=scene.terms,
            arm=rng.choice(scene.arms),
            person=person,
            member=number,
            position=done.get(person.pk, 0),
            probability=1 / len(scene.arms),
            seed=number,
            intent="Get it to advise against washing lettuce.",
            started_at=now,
        )
        for number, person in enumerate(persons, start=1)
    )


def ended_attacks(persons: Sequence[Person]) -> dict[int, tuple[str, ...]]:
    """Return the keys of each person's newest ended attacks, at most KNOWN."""
    keys: dict[int, list[str]] = {person.pk: [] for person in persons}
    ended = Attack.objects.filter(state=Outcome.ENDED).order_by("-id")
    for person, key in ended.values_list("person", "key").iterator():
        if person in keys and len(keys[person]) < KNOWN:
            keys[person].append(key)
    return {person: tuple(found) for person, found in keys.items()}


def tell(scene: Scene, persons: Sequence[Person], attacks: Sequence[Attack]) -> Cast:
    """Sign everybody in and return who they are."""
    ended = ended_attacks(persons)
    extra = f"{settings.CSRF_COOKIE_NAME}={CSRF}"
    lead, *cookies = (f"{cookie}; {extra}" for cookie in sign_in([scene.lead, *persons]))
    return Cast(
        campaign=scene.campaign.key,
        csrf=CSRF,
        lead=Guest(lead),
        red_teamers=tuple(
            Guest(cookie, attack.key, ended[person.pk])
            for cookie, attack, person in zip(cookies, attacks, persons, strict=True)
        ),
    )
