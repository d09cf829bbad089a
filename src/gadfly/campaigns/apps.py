"""Tells Django of the area."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """The area's name."""

    name = "gadfly.campaigns"
    label = "campaigns"
