"""Tells Django of the area."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The area's name."""

    name = "gadfly.people"
    label = "people"
