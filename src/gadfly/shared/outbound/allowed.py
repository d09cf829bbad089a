"""What this site may call: its settings as an allowlist, and the sentence for what is not on it (R12)."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from gadfly.shared.outbound.origins import Origins, origin_of


def allowed_origins() -> Origins:
    """Return the origins that the settings allow. Raises ImproperlyConfigured for what is none."""
    try:
        return Origins.of(public=settings.ALLOWED_ORIGINS, private=settings.PRIVATE_ORIGINS)
    except ValueError as error:
        raise ImproperlyConfigured(f"GADFLY_ALLOWED_ORIGINS and GADFLY_PRIVATE_ORIGINS: {error}") from error


def closed(url: str) -> str:
    """Return why this site may not call `url` and what opens it, in a sentence; empty when it may.

    Nothing is looked up: where a name leads is judged at each connection. Raises ValueError for
    what is no web address.
    """
    origin, allowed = origin_of(url), allowed_origins()
    if not allowed.lists(origin):
        return (
            f"This site may not call {origin} yet. Whoever runs it adds that to GADFLY_ALLOWED_ORIGINS,"
            " or to GADFLY_PRIVATE_ORIGINS if it is inside your network, and starts it again."
        )
    if origin.literal and not allowed.permits(origin.host, origin.port, origin.host):
        return (
            f"{origin} is inside your network. Whoever runs this site moves it from GADFLY_ALLOWED_ORIGINS"
            " to GADFLY_PRIVATE_ORIGINS, and starts it again."
        )
    return ""
