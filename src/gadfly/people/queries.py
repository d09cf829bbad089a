"""Finding persons."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db.models import Q, QuerySet

from gadfly.people.models import Office, Person


def digest(token: str) -> str:
    """Return what is kept of a link's token. It is 256 random bits, so that no salt is needed."""
    return sha256(token.encode()).hexdigest()


def plain(email: str) -> str:
    """Return the address as it is kept: one person does not get two accounts by capitals."""
    return email.strip().lower()


def person_with(email: str) -> Person | None:
    """Return the person with this e-mail address."""
    return Person.objects.filter(email=plain(email)).first()


def holder_of(token: str, at: datetime) -> Person | None:
    """Return whom the link would sign in at this moment."""
    usable = Q(links__expires_at__gt=at) & (Q(links__used_at=None) | Q(links__reusable=True))
    return Person.objects.filter(usable, links__digest=digest(token), is_active=True).first()


def persons(ids: Iterable[int]) -> dict[int, Person]:
    """Return the persons with these ids, whatever became of their seats."""
    return Person.objects.in_bulk(list(ids))


def everybody() -> QuerySet[Person]:
    """Return all accounts, to be asked further."""
    return Person.objects.all()


def guests_of(host: Person) -> QuerySet[Person]:
    """Return the plain members whose accounts the host's own form made."""
    return Person.objects.filter(host=host, office=Office.MEMBER, is_active=True)
