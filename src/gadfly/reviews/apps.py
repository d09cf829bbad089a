"""Tells Django of the area."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The area's name."""

    name = "gadfly.reviews"
    label = "reviews"
