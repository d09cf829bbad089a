"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gadfly import __version__
from gadfly.wellbeing import board


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return the person who asks (lazy), whether and how this is a demo, the help, the version."""
    return {
        "person": getattr(request, "user", None),
        "demo": settings.DEMO,
        "help_lines": board.shown(),
        "version": __version__,
    }
