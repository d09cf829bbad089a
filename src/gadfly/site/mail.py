"""Where letters are handed in, from one variable: smtp://user:password@host:port, smtps:// for TLS at once.

With smtp:// and a host that is not this machine, TLS is asked for after the greeting (STARTTLS).
"""

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from gadfly.site.environment import SettingError

PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Mail(NamedTuple):
    """Django's settings for sending; an empty host sends nothing."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    tls: bool = False
    ssl: bool = False


def mail(url: str) -> Mail:
    """Return the settings that the address stands for. Raises SettingError for any other address."""
    if not url:
        return Mail()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError):
        host, port, parts = "", 0, urlsplit("")
    if not host:
        raise SettingError("GADFLY_MAIL_URL must be like smtp://user:password@mail.example.org:587.")
    return Mail(
        host=host,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtp" and host not in LOOPBACK,
        ssl=parts.scheme == "smtps",
    )
