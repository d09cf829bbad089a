"""A campaign may name contracts; it is then there for those alone who hold them."""

import pytest
from django.urls import reverse

from gadfly.campaigns.access import Right, seats_of
from gadfly.campaigns.actions import give_seat, require_contracts
from gadfly.network.models import Signature
from gadfly.shared.refusal import Refusal
from tests.factories import NOON, make_open_campaign
from tests.network.factories import make_contract


@pytest.fixture
def campaign(cast):
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])


def require(campaign, cast, *contracts):
    keys = [contract.key for contract in contracts]
    return require_contracts(campaign=campaign, keys=keys, lead=cast.ada, at=NOON)


def test_whoever_takes_part_is_asked_and_finds_nothing_until_they_hold_it(cast, campaign):
    contract = make_contract(signers=[cast.ada], manager=cast.fay)
    require(campaign, cast, contract)
    require(campaign, cast, contract)
    assert Signature.objects.filter(person=cast.bo).count() == 1
    assert not seats_of(cast.bo, Right.ATTACK).exists()
    assert seats_of(cast.ada, Right.LEAD).exists()
    require(campaign, cast)
    assert seats_of(cast.bo, Right.ATTACK).exists()


def test_who_comes_later_is_asked_too(cast, campaign):
    require(campaign, cast, make_contract(signers=[cast.ada], manager=cast.fay))
    give_seat(campaign=campaign, person=cast.cy, role="reviewer", at=NOON)
    assert Signature.objects.filter(person=cast.cy, signed_at=None).count() == 1


def test_a_lead_does_not_lock_themselves_out(cast, campaign):
    contract = make_contract()
    with pytest.raises(Refusal, match="Sign it yourself first"):
        require(campaign, cast, contract)
    assert not campaign.contracts.exists()
    assert Signature.objects.get().person == cast.ada


def test_the_lead_chooses_on_the_page_of_people(client, cast, campaign):
    contract = make_contract(signers=[cast.ada], manager=cast.fay)
    client.force_login(cast.ada)
    address = reverse("campaign-seats", args=[campaign.key])
    assert client.post(address, {"act": "contracts", "contracts": ["nothing"]}).status_code == 422
    assert client.post(address, {"act": "contracts", "contracts": [contract.key]}).status_code == 302
    assert list(campaign.contracts.all()) == [contract]
    assert "checked" in client.get(address).content.decode()
