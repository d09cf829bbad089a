"""`gadfly endpoint list`: where models answer, and how each stands."""

import pytest

from gadfly.campaigns.actions import give_key, note_check, retire_endpoint, set_up_endpoint
from gadfly.science.targets.found import Found
from tests.factories import NOON, make_endpoint, make_target

pytestmark = pytest.mark.django_db


def test_of_none_it_says_how_to_register_one(gadfly):
    said = gadfly("endpoint", "list")
    assert said.out.startswith("No endpoint is registered. Register one: gadfly endpoint add NAME")


def test_each_stands_with_what_it_is_where_it_is_and_whether_it_has_a_key(gadfly, settings):
    settings.PRIVATE_ORIGINS = frozenset({"http://127.0.0.1:9"})
    kitchen = make_target("plain", endpoint=make_endpoint("kitchen")).endpoint
    give_key(endpoint=kitchen, secret="spoon")
    kitchen.refresh_from_db()
    note_check(endpoint=kitchen, found=Found(chat=True), at=NOON)
    set_up_endpoint(
        name="cellar",
        base_url="http://127.0.0.1:9/v1",
        model="c-1",
        size="7B",
        form="raw",
        key_variable="CELLAR",
    )
    retire_endpoint(endpoint=make_endpoint("attic"), retired=True)
    said = gadfly("endpoint", "list")
    assert said.code == 0
    assert said.out == (
        "cellar: not checked yet\n"
        "    c-1, 7B\n"
        "    http://127.0.0.1:9/v1, raw completions of the dialogue's text\n"
        "    0 targets, key in CELLAR, never checked\n"
        "kitchen: fine\n"
        "    kitchen-1, r1\n"
        "    http://127.0.0.1:9/v1, chat completions\n"
        "    1 target, key stored sealed, checked 2026-05-14\n"
        "attic: retired\n"
        "    kitchen-1, r1\n"
        "    http://127.0.0.1:9/v1, chat completions\n"
        "    0 targets, no key, never checked\n"
    )
