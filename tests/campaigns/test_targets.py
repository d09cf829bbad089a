"""Operators set up what can be attacked; what frozen terms rest on does not change under them."""

import pytest

from gadfly.campaigns.actions import retire_endpoint, set_up_endpoint, set_up_target
from gadfly.campaigns.models import Endpoint, Intervention, Target
from gadfly.campaigns.queries import newest_terms
from gadfly.campaigns.queries.grid import grid_of
from gadfly.science.dialogue import Sampling
from gadfly.shared.refusal import Refusal
from tests.factories import make_campaign, make_endpoint, make_open_campaign, make_target, make_wish


@pytest.mark.django_db
def test_setting_up_again_brings_it_up_to_date():
    make_endpoint()
    Endpoint.objects.update(n_in_one=True)
    moved = make_endpoint(base_url="http://127.0.0.1:10/v1")
    assert (Endpoint.objects.get(), moved.base_url, moved.n_in_one) == (moved, "http://127.0.0.1:10/v1", None)
    make_target("plain")
    cooler = make_target("plain", sampling=Sampling(temperature=0.2, top_p=0.9, max_tokens=64))
    assert (Target.objects.get(), cooler.temperature, cooler.max_tokens) == (cooler, 0.2, 64)


def test_what_frozen_terms_rest_on_cannot_change(cast):
    target = make_target("plain")
    make_open_campaign(lead=cast.ada, wish=make_wish(target))
    with pytest.raises(Refusal, match="rests on plain as it is"):
        make_target("plain", sampling=Sampling(temperature=0.2))
    with pytest.raises(Refusal, match="rests on loopback as it is"):
        set_up_endpoint(name="loopback", base_url="http://127.0.0.1:9/v1", model="kitchen-2")
    target.refresh_from_db()
    assert (target.temperature, target.endpoint.model) == (1.0, "kitchen-1")


def test_a_model_may_move_and_a_target_may_be_set_up_again_as_it_was(cast):
    make_open_campaign(lead=cast.ada)
    moved = make_endpoint(base_url="http://127.0.0.1:10/v1")
    assert set_up_target(name="plain", endpoint=moved).endpoint.base_url == "http://127.0.0.1:10/v1"


def test_what_only_drafts_rest_on_may_change(cast):
    make_campaign(lead=cast.ada, wish=make_wish(make_target("plain")))
    assert make_target("plain", sampling=Sampling(temperature=0.2)).temperature == 0.2


def test_an_endpoint_that_is_retired_is_offered_only_where_an_arm_stands_on_it(cast):
    old = make_target("old", endpoint=make_endpoint("cellar"))
    holds = newest_terms(make_campaign(lead=cast.ada, wish=make_wish(old)))
    empty = newest_terms(make_campaign(lead=cast.ada))
    retire_endpoint(endpoint=old.endpoint, retired=True)
    assert (grid_of(holds).endpoints, grid_of(empty).endpoints) == ([old.endpoint], [])
    retire_endpoint(endpoint=old.endpoint, retired=False)
    assert grid_of(empty).endpoints == [old.endpoint]


@pytest.mark.django_db
def test_a_target_has_its_endpoints_size_unless_it_has_its_own():
    endpoint = set_up_endpoint(
        name="kitchen", base_url="http://127.0.0.1:9/v1", model="kitchen-1", size="52B"
    )
    sizes = [
        set_up_target(name="plain", endpoint=endpoint).size,
        set_up_target(name="adapter", endpoint=endpoint, size="53B").size,
    ]
    assert sizes == ["52B", "53B"]


def test_retired_targets_are_offered_only_where_they_stand_already(cast):
    labelled = Intervention.PROMPTED  # what its recipe does not make, so that it stands beside the grid
    old, new = make_target("old", intervention=labelled), make_target("new", intervention=labelled)
    holds = newest_terms(make_campaign(lead=cast.ada, wish=make_wish(old)))
    empty = newest_terms(make_campaign(lead=cast.ada))
    Target.objects.filter(pk=old.pk).update(retired=True)
    assert (grid_of(holds).others, grid_of(empty).others) == ([old, new], [new])
