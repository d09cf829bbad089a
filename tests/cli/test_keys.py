"""`gadfly keys rotate`: a new master key, under which everything opens as before."""

import pytest

from gadfly.campaigns.actions import give_key
from gadfly.campaigns.models import Endpoint
from gadfly.campaigns.sealing import key_of
from gadfly.shared.sealed import FILE
from tests.factories import make_endpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen(settings, tmp_path):
    settings.DATA_DIR, settings.MASTER_KEY = tmp_path, ""
    return give_key(endpoint=make_endpoint("kitchen"), secret="spoon")


def test_keys_open_under_a_new_master_key(gadfly, kitchen, tmp_path):
    before = (tmp_path / FILE).read_text()
    assert gadfly("keys", "rotate").out == "1 key is sealed by the new master key.\n"
    assert (tmp_path / FILE).read_text() != before
    assert key_of(Endpoint.objects.get())() == "spoon"


def test_a_key_that_does_not_open_is_named(gadfly, kitchen):
    give_key(endpoint=make_endpoint("cellar"), secret="fork")
    Endpoint.objects.filter(name="kitchen").update(sealed_key="1.AAAA")
    said = gadfly("keys", "rotate")
    assert (said.code, said.out) == (1, "1 key is sealed by the new master key.\n")
    assert said.err == "gadfly: the key of kitchen does not open. Enter it again.\n"


def test_keys_move_from_the_file_to_the_environment(gadfly, kitchen, settings, tmp_path):
    settings.MASTER_KEY = "another-0123456789-" * 3
    said = gadfly("keys", "rotate")
    assert said.out.endswith("and no master.key: take the rest away.\n")
    (tmp_path / FILE).unlink()
    assert key_of(Endpoint.objects.get())() == "spoon"


def test_one_key_in_the_environment_says_what_comes_first(gadfly, settings, tmp_path):
    settings.DATA_DIR, settings.MASTER_KEY = tmp_path, "another-0123456789-" * 3
    said = gadfly("keys", "rotate")
    assert (said.code, "Put a new one and a comma before it" in said.err) == (1, True)
