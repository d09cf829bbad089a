"""Tells Django of the area."""

from django.apps import AppConfig


class AttacksConfig(AppConfig):
    """The area's name."""

    name = "gadfly.attacks"
    label = "attacks"
