"""An open campaign of Ada's with two red teamers and a reviewer."""

import pytest
from django.test import Client

from gadfly.campaigns.models import Campaign
from gadfly.people.actions import make_person
from gadfly.people.models import Person
from tests.cast import Cast, cast
from tests.factories import NOON, make_open_campaign

__all__ = ["cast"]


@pytest.fixture
def mo(cast: Cast) -> Person:
    return make_person(email="mo@example.org", name="Mo", at=NOON)[0]


@pytest.fixture
def campaign(cast: Cast, mo: Person) -> Campaign:
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo, mo], reviewers=[cast.cy])


@pytest.fixture
def people(cast: Cast, mo: Person) -> list[Person]:
    return [cast.bo, mo]


@pytest.fixture
def ada(client: Client, cast: Cast) -> Client:
    client.force_login(cast.ada)
    return client
