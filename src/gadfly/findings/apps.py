"""Tells Django of the area."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """The area's name."""

    name = "gadfly.findings"
    label = "findings"
