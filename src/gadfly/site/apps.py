"""Tells Django of the site's own templates and static files."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The site as an application."""

    name = "gadfly.site"
    label = "site"
