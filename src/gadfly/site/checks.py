"""What must hold before the site serves (R2, R28): each refusal says why and what to do."""

import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from gadfly.ledger.floors import current_floors
from gadfly.people.models import Person
from gadfly.science.pay import FloorsError
from gadfly.shared import sealed
from gadfly.shared.outbound.allowed import allowed_origins
from gadfly.site.environment import data_dir, read
from gadfly.site.secret import FILE as SECRET
from gadfly.site.secret import SHORTEST

KNOWN_KEYS = ("django-insecure", "changeme", "secret", "gadfly")
DEMO_ACCOUNTS = "@demo.invalid"
DEFAULT_ACCOUNTS = ("admin@example.com", "admin@localhost", "admin@admin.com")
STOOD_FOR = (
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
)
"""What our subclasses and headers stand for: Django's checks look for them by name."""
ONLY_HTTPS = ("security.W004", "security.W008", "security.W010", "security.W012", "security.W016")
"""Warnings that make no sense on loopback, which is the only place we serve without https."""
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
GROUP_OR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def refusals() -> list[str]:
    """Return why this installation must not serve; empty when it may."""
    return [
        *_unsafe_settings(),
        *_unusable_origins(),
        *_unusable_floors(),
        *_unsafe_files(data_dir()),
        *_unsafe_accounts(),
        *undurable(),
        *_deploy_warnings(),
    ]


def _unsafe_settings() -> Iterator[str]:
    if settings.DEBUG:
        yield "GADFLY_DEBUG is on, which shows tracebacks to visitors. Unset it."
    key = settings.SECRET_KEY
    if len(key) < SHORTEST or len(set(key)) < 10 or key.lower().startswith(KNOWN_KEYS):  # noqa: PLR2004 -- a key of few letters is no key
        yield f"GADFLY_SECRET_KEY is known or short. Unset it, or give {SHORTEST} random characters or more."
    if any("*" in host or host.startswith(".") for host in settings.ALLOWED_HOSTS):
        yield "GADFLY_HOSTS holds a wildcard. List each name the site answers to."
    if not settings.HTTPS and not set(settings.ALLOWED_HOSTS) <= LOOPBACK:
        yield "GADFLY_HOSTS names more than this machine: put a proxy in front, and set GADFLY_HTTPS to 1."


def _unusable_origins() -> Iterator[str]:
    try:
        allowed_origins()
    except ImproperlyConfigured as error:
        yield str(error)


def _unusable_floors() -> Iterator[str]:
    try:
        current_floors()
    except FloorsError as error:
        yield f"GADFLY_PAY_FLOORS names a table of floors that cannot be used. {error}"


def _unsafe_files(directory: Path) -> Iterator[str]:
    used = [sealed.FILE] if read("GADFLY_SECRET_KEY") else [SECRET, sealed.FILE]
    for path in (directory / name for name in used):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & GROUP_OR_OTHERS:
            yield f"{path.name} can be read by others on this machine. Run: chmod 600 on it."
    if reason := sealed.unusable():
        yield reason


def _unsafe_accounts() -> Iterator[str]:
    if "people_person" not in connection.introspection.table_names():
        yield "The database has no tables yet. Run: gadfly migrate"
        return
    if not settings.DEMO and Person.objects.filter(email__endswith=DEMO_ACCOUNTS, is_active=True).exists():
        yield (
            "This database was made by gadfly demo, and the links it printed still open it."
            " Serve another data directory: --data-dir DIR."
        )
    for person in Person.objects.filter(email__in=DEFAULT_ACCOUNTS, is_active=True):
        yield f"There is a default account, {person.email}. Give it its holder's own address or close it."


def undurable() -> Iterator[str]:
    """Yield what would let an acknowledged write be lost (R2)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            if cursor.fetchone()[0] < 2:  # noqa: PLR2004 -- 2 is FULL
                yield "SQLite does not sync each commit: synchronous is under FULL. Use Gadfly's settings."
            return
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] == "off":
                yield f"PostgreSQL runs with {name} off: a crash would lose what was saved. Turn it on."


def _deploy_warnings() -> Iterator[str]:
    before = settings.SILENCED_SYSTEM_CHECKS, settings.MIDDLEWARE
    settings.SILENCED_SYSTEM_CHECKS = [] if settings.HTTPS else list(ONLY_HTTPS)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, *STOOD_FOR]
    try:
        call_command("check", deploy=True, fail_level="WARNING", stdout=StringIO())
    except CommandError as error:
        yield f"Django's own deployment check warns: {str(error).strip()}"
    finally:
        settings.SILENCED_SYSTEM_CHECKS, settings.MIDDLEWARE = before
