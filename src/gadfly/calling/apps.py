"""Tells Django of the area."""

from django.apps import AppConfig


class CallingConfig(AppConfig):
    """The area's name."""

    name = "gadfly.calling"
    label = "calling"
