"""Tells Django of the area."""

from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    """The area's name."""

    name = "gadfly.wellbeing"
    label = "wellbeing"
