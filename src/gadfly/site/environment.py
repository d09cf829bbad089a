"""Every environment variable Gadfly reads, in one table. Nothing else reads the environment.

`docs/reference/settings.md` must name each; a test compares.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class SettingError(ValueError):
    """A variable holds what cannot be used. The text names it and says what it takes."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: its name, what it means, and what holds when it is not set."""

    name: str
    meaning: str
    default: str = ""


VARIABLES = (
    Variable("GADFLY_DATA_DIR", "where all state lives: database, key, models, logs", "data"),
    Variable(
        "GADFLY_DATABASE_URL",
        "postgres://user:password@host:port/name; empty means SQLite in the data directory",
    ),
    Variable(
        "GADFLY_SECRET_KEY",
        "signs cookies, 50 characters or more; empty means secret.key in the data directory",
    ),
    Variable(
        "GADFLY_MASTER_KEY",
        "seals endpoints' keys, 43 characters or more; several with commas, the newest first;"
        " empty means master.key in the data directory",
    ),
    Variable("GADFLY_HOSTS", "names the site answers to, separated by commas", "127.0.0.1,localhost"),
    Variable(
        "GADFLY_HTTPS", "1 behind a proxy that speaks https (cookies become Secure), 0 on loopback", "0"
    ),
    Variable(
        "GADFLY_ALLOWED_ORIGINS",
        "origins of model endpoints that may be called, e.g. https://models.example.org",
    ),
    Variable("GADFLY_PRIVATE_ORIGINS", "the same for origins inside your own network or on this machine"),
    Variable("GADFLY_STREAMS", "replies that may be written at once in one process", "400"),
    Variable("GADFLY_PAY_FLOORS", "a CSV file with the least an hour may be paid, by country"),
    Variable("GADFLY_MAIL_URL", "where letters are handed in: smtp://user:password@host:port, or smtps://"),
    Variable("GADFLY_MAIL_FROM", "the address letters come from", "gadfly@localhost"),
    Variable("GADFLY_DEMO", "set by `gadfly demo`: model or scripted"),
    Variable("GADFLY_DEBUG", "1 shows tracebacks; a site that serves refuses it", "0"),
)

_DEFAULTS = {variable.name: variable.default for variable in VARIABLES}


def read(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the variable's value, or its default. Raises KeyError for a name not in the table."""
    return environ.get(name) or _DEFAULTS[name]


def listed(name: str) -> list[str]:
    """Return the parts of a variable that holds several values separated by commas."""
    return [part.strip() for part in read(name).split(",") if part.strip()]


def number(name: str) -> int:
    """Return a variable that holds a whole number of 1 or more. Raises SettingError for anything else."""
    value = read(name)
    if not value.isdecimal() or int(value) == 0:
        raise SettingError(f"{name} must be a whole number of 1 or more; it is {value!r}.")
    return int(value)


def data_dir() -> Path:
    """Return the absolute path of the data directory, which may not exist yet."""
    return Path(read("GADFLY_DATA_DIR")).expanduser().resolve()
