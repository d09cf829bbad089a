"""Tells Django of the area."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The area's name."""

    name = "gadfly.ledger"
    label = "ledger"
