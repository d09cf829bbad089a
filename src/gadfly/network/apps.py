"""Tells Django of the area."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """The area's name."""

    name = "gadfly.network"
    label = "network"
