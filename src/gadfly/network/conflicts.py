"""Conflicts of interest between two people, from what they declared and what their histories share.

Plain values in, a reason out. What nobody wrote down cannot be found here.
"""

from collections.abc import Iterable
from typing import NamedTuple

PUBLIC_HOSTS = frozenset({
    "163.com", "aol.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com",
    "hotmail.com", "icloud.com", "live.com", "mail.com", "mail.ru", "me.com", "outlook.com", "posteo.de",
    "proton.me", "protonmail.com", "qq.com", "tuta.com", "web.de", "yahoo.com", "yandex.ru", "zoho.com",
})  # fmt: skip
"""Anybody may have an address there: sharing one ties nobody."""


class Place(NamedTuple):
    """An organisation somebody belonged to; `until` None means to this day."""

    name: str
    since: int
    until: int | None


class Ties(NamedTuple):
    """What binds a person: the host of their address, where they belonged, and names they declared."""

    host: str
    places: tuple[Place, ...] = ()
    declared: frozenset[str] = frozenset()


def plain(name: str) -> str:
    """Return a name as names are compared: without capitals, points and doubled blanks."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split())


def host_of(email: str) -> str:
    """Return the host of an address, empty when everybody may have one there."""
    host = email.rpartition("@")[2].strip().lower()
    return "" if host in PUBLIC_HOSTS else host


def conflict_between(one: Ties, other: Ties, *, year: int, window: int) -> str | None:
    """Return why the two must not judge each other, or None.

    They must not with the same employer's address, with an organisation in common to which both
    still belonged within the last `window` years, or when one declared the other's organisation.
    """
    if one.host and one.host == other.host:
        return "same e-mail domain"
    ours, theirs = (_recent(side.places, year - window) for side in (one, other))
    if ours & theirs:
        return "same organisation"
    if (one.declared & (theirs | {plain(other.host)} - {""})) or (
        other.declared & (ours | {plain(one.host)} - {""})
    ):
        return "declared conflict"
    return None


def _recent(places: Iterable[Place], earliest: int) -> frozenset[str]:
    return frozenset(plain(place.name) for place in places if place.until is None or place.until >= earliest)
