"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gadfly import __version__


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return the person who asks (lazy), whether this is a demo and of which kind, and the version."""
    return {"person": getattr(request, "user", None), "demo": settings.DEMO, "version": __version__}
