"""Making persons, handing out links, signing in by one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from secrets import token_urlsafe

from django.contrib.auth.hashers import make_password
from django.db.models import Q

from gadfly.people.models import Office, Person, SignInLink
from gadfly.people.queries import digest, plain
from gadfly.shared.durable import durable

LINK_LASTS = timedelta(hours=72)
new_token: Callable[[], str] = partial(token_urlsafe, 32)
"""Draws what a link ends in: 256 random bits."""


def make_person(
    *, email: str, name: str, at: datetime, office: str = Office.MEMBER, host: Person | None = None
) -> tuple[Person, bool]:
    """Return the person with this e-mail address, and whether they were made by this call.

    An account that exists stays as it is. `host` is the lead who brings a newcomer.
    """
    with durable():
        return person_within(email=email, name=name, at=at, office=office, host=host)


def person_within(
    *, email: str, name: str, at: datetime, office: str = Office.MEMBER, host: Person | None = None
) -> tuple[Person, bool]:
    """Do the same inside the transaction of whoever needs it."""
    first = {"name": name, "office": office, "joined_at": at, "host": host, "password": make_password(None)}
    return Person.objects.get_or_create(email=plain(email), defaults=first)


def admit(*, person: Person) -> Person:
    """Make an applicant a member; whoever is more than that stays what they are.

    Runs inside the transaction of whoever needs it.
    """
    Person.objects.filter(pk=person.pk, office=Office.APPLICANT).update(office=Office.MEMBER)
    person.refresh_from_db(fields=["office"])
    return person


def give_link(
    *, person: Person, at: datetime, reusable: bool = False, draw: Callable[[], str] = new_token
) -> str:
    """Make a sign-in link for the person and return its token, which is not kept.

    Links given before and not used yet end with it, unless the new one is the demo's reusable kind.
    """
    token = draw()
    with durable():
        if not reusable:
            person.links.filter(used_at=None, expires_at__gt=at).update(expires_at=at)
        SignInLink.objects.create(
            digest=digest(token), person=person, expires_at=at + LINK_LASTS, reusable=reusable
        )
    return token


def sign_in(*, token: str, at: datetime) -> Person | None:
    """Use the link up and return whom it signs in; None for a link that is used, too old or unknown.

    One conditional UPDATE decides: of two who open it at once, one gets in. Its conditions are on
    the row alone, since PostgreSQL checks again only those when two updates meet.
    """
    with durable():
        usable = Q(expires_at__gt=at) & (Q(used_at=None) | Q(reusable=True))
        if not SignInLink.objects.filter(usable, digest=digest(token)).update(used_at=at):
            return None
        return Person.objects.filter(links__digest=digest(token), is_active=True).first()
