"""Tells Django of the area."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The area's name."""

    name = "gadfly.insights"
    label = "insights"
