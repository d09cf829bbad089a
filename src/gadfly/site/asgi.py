"""Where an ASGI server finds the site: starts Django, then names the application."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
django.setup()

from gadfly.site.process import application  # noqa: E402 -- models need django.setup() first

__all__ = ["application"]
