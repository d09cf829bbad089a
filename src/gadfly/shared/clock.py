"""The one place that asks what time it is."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, aware of its zone."""
    return timezone.now()
