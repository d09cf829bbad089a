"""Who is asking."""

import pytest
from django.contrib.auth.models import AnonymousUser

from gadfly.people.access import SignInNeededError, signed_in


def test_a_stranger_is_asked_to_sign_in(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(SignInNeededError):
        signed_in(request)


def test_a_person_is_returned(rf, cast):
    request = rf.get("/")
    request.user = cast.bo
    assert signed_in(request) == cast.bo
