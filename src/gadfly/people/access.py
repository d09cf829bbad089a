"""Who is asking."""

from django.http import HttpRequest

from gadfly.people.models import Person


class SignInNeededError(Exception):
    """Nobody is signed in, and the page is not for everyone. The middleware answers it."""


def signed_in(request: HttpRequest) -> Person:
    """Return the person who asks. Raises SignInNeededError when nobody is signed in."""
    if not request.user.is_authenticated:
        raise SignInNeededError
    return request.user
