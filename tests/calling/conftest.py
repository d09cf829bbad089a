"""The cast comes to these tests, and members of the network with them."""

import pytest

from gadfly.campaigns.models import Campaign
from gadfly.people.models import Person
from tests.calling.making import make_network, pays_nothing
from tests.cast import Cast, cast
from tests.factories import make_open_campaign

__all__ = ["cast"]


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    """Ada's, open, for volunteers; nobody of the network takes part yet."""
    made = make_open_campaign(lead=cast.ada)
    pays_nothing(made, cast.ada)
    return made


@pytest.fixture
def network(cast: Cast) -> list[Person]:
    """Six members: chemists, lawyers and a nurse, in three regions, five to thirty hours a year each."""
    return make_network()
