"""Endpoints: what moves, what stays, what is forgotten, and a key that nobody reads back."""

import pytest

from gadfly.campaigns.actions import give_key, note_check, reseal_keys, set_up_endpoint, set_up_target
from gadfly.campaigns.actions.endpoints import Particulars
from gadfly.campaigns.models import Endpoint, Target
from gadfly.campaigns.sealing import UNREADABLE, SealedKey, key_of
from gadfly.science.targets import RefusedError
from gadfly.science.targets.found import Found
from gadfly.shared.refusal import Refusal
from gadfly.shared.sealed import FILE, rotation
from tests.factories import NOON, make_endpoint, make_open_campaign, make_target, make_wish

FOUND = Found(chat=True, n_in_one=True, context=2048)


@pytest.fixture
def endpoint(db, settings, tmp_path):
    """One with a master key of this test's own."""
    settings.DATA_DIR, settings.MASTER_KEY = tmp_path, ""
    return make_endpoint()


def again(endpoint):
    return Endpoint.objects.get(pk=endpoint.pk)


def test_what_is_not_named_stays_as_it_is(endpoint):
    set_up_endpoint(name="loopback", base_url=endpoint.base_url, model="kitchen-1", at_once=4, size="52B")
    kept = set_up_endpoint(name="loopback", base_url=endpoint.base_url, model="kitchen-1", price_in=None)
    assert (kept.revision, kept.at_once, kept.size, again(kept).at_once) == ("r1", 4, "52B", 4)


def test_what_answers_stays_while_frozen_terms_rest_on_it(endpoint, cast):
    make_open_campaign(lead=cast.ada, wish=make_wish(make_target(endpoint=endpoint)))
    for change in (Particulars(revision="r2"), Particulars(form="raw")):
        with pytest.raises(Refusal, match="rests on loopback as it is"):
            set_up_endpoint(name="loopback", base_url=endpoint.base_url, model="kitchen-1", **change)
    with pytest.raises(Refusal, match="rests on loopback as it is"):
        set_up_endpoint(name="loopback", base_url=endpoint.base_url, model="kitchen-2")
    moved = set_up_endpoint(name="loopback", base_url="http://127.0.0.1:10/v1", model="kitchen-1", size="7B")
    assert (again(moved).base_url, again(moved).size) == ("http://127.0.0.1:10/v1", "7B")


def test_a_size_that_was_missing_goes_to_the_targets_that_have_none(endpoint):
    set_up_target(name="plain", endpoint=endpoint)
    set_up_target(name="adapter", endpoint=endpoint, size="53B")
    set_up_endpoint(name="loopback", base_url=endpoint.base_url, model="kitchen-1", size="52B")
    assert dict(Target.objects.values_list("name", "size")) == {"plain": "52B", "adapter": "53B"}


@pytest.mark.parametrize(
    ("change", "holds"),
    [({}, True), ({"size": "7B"}, True), ({"revision": "r2"}, False), ({"form": "raw"}, False)],
)
def test_what_was_found_holds_as_long_as_the_same_model_answers(endpoint, change, holds):
    note_check(endpoint=endpoint, found=FOUND, at=NOON)
    set_up_endpoint(name="loopback", base_url=endpoint.base_url, model="kitchen-1", **change)
    row = again(endpoint)
    assert (row.checked_at == NOON, row.found == FOUND.as_json(), row.n_in_one is True) == (holds,) * 3


@pytest.mark.parametrize(("stated", "kept"), [(None, 2048), (1024, 1024), (8192, 2048)])
def test_a_check_states_the_context_that_nobody_did_and_narrows_one_that_is_too_wide(endpoint, stated, kept):
    Endpoint.objects.update(context=stated)
    noted = note_check(endpoint=endpoint, found=FOUND, at=NOON)
    assert (noted.context, noted.n_in_one, Found.of_json(again(noted).found)) == (kept, True, FOUND)


def test_a_check_that_saw_nothing_of_them_changes_neither_bound_nor_habit(endpoint):
    Endpoint.objects.update(context=512, n_in_one=False)
    noted = note_check(endpoint=endpoint, found=Found(), at=NOON)
    assert (noted.context, noted.n_in_one) == (512, False)


def test_what_was_found_at_the_old_address_is_not_kept_for_the_new_one(endpoint):
    set_up_endpoint(name="loopback", base_url="http://127.0.0.1:10/v1", model="kitchen-1")
    with pytest.raises(Refusal, match="changed during the check"):
        note_check(endpoint=endpoint, found=FOUND, at=NOON)
    assert again(endpoint).checked_at is None


def test_a_key_is_sealed_used_replaced_and_taken_away(endpoint):
    note_check(endpoint=endpoint, found=FOUND, at=NOON)
    given = give_key(endpoint=endpoint, secret="spoon-1")
    key = key_of(given)
    assert (key(), key()) == ("spoon-1", "spoon-1")
    assert "spoon" not in str(vars(again(given)))
    assert (key_of(given)(), again(given).checked_at) == ("spoon-1", None)
    assert key_of(give_key(endpoint=endpoint, secret="spoon-2"))() == "spoon-2"
    assert key_of(give_key(endpoint=endpoint, secret="")) is None


def test_a_key_of_the_environment_gives_way_to_one_that_is_entered(endpoint, monkeypatch):
    monkeypatch.setenv("KITCHEN_KEY", "fork")
    named = {"base_url": endpoint.base_url, "model": "kitchen-1", "key_variable": "KITCHEN_KEY"}
    give_key(endpoint=endpoint, secret="spoon")
    assert key_of(set_up_endpoint(name="loopback", **named))() == "fork"
    entered = give_key(endpoint=endpoint, secret="spoon")
    assert (key_of(entered)(), entered.key_variable) == ("spoon", "")


@pytest.mark.parametrize("variable", ["", "KITCHEN_KEY"])
def test_at_another_origin_it_has_no_key_until_one_is_given(endpoint, variable):
    set_up_endpoint(name="loopback", base_url=endpoint.base_url, model="kitchen-1", key_variable=variable)
    if not variable:
        give_key(endpoint=endpoint, secret="spoon")
    same = set_up_endpoint(name="loopback", base_url="http://127.0.0.1:9/other/v1", model="kitchen-1")
    assert bool(same.sealed_key or same.key_variable)
    moved = set_up_endpoint(name="loopback", base_url="http://127.0.0.1:10/v1", model="kitchen-1")
    assert (moved.sealed_key, moved.key_variable) == ("", "")


def test_a_sealed_key_opens_for_its_own_endpoint_and_origin_only(endpoint):
    give_key(endpoint=endpoint, secret="spoon")
    other = make_endpoint("elsewhere")
    Endpoint.objects.filter(pk=other.pk).update(sealed_key=again(endpoint).sealed_key)
    Endpoint.objects.filter(pk=endpoint.pk).update(base_url="http://127.0.0.1:10/v1")
    for row in (again(other), again(endpoint)):
        with pytest.raises(RefusedError, match=UNREADABLE):
            key_of(row)()


def test_without_the_master_key_a_sentence_says_what_to_do(endpoint, tmp_path):
    given = give_key(endpoint=endpoint, secret="spoon")
    (tmp_path / FILE).unlink()
    with pytest.raises(RefusedError, match=UNREADABLE) as refused:
        key_of(given)()
    assert "master.key" in refused.value.detail
    assert repr(key_of(given)) == "SealedKey(…)"
    assert isinstance(key_of(given), SealedKey)


def test_every_key_is_sealed_anew_and_one_that_does_not_open_is_named(endpoint):
    lost = give_key(endpoint=make_endpoint("lost"), secret="spoon")
    Endpoint.objects.filter(pk=lost.pk).update(sealed_key="1.AAAA")
    make_endpoint("without")
    give_key(endpoint=endpoint, secret="spoon")
    before = again(endpoint).sealed_key
    with rotation() as fresh:
        assert reseal_keys(by=fresh) == (1, ["lost"])
    assert again(endpoint).sealed_key != before
    assert key_of(again(endpoint))() == "spoon"
