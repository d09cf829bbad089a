"""`gadfly endpoint`: where a model answers, and a target on it."""

import pytest

from gadfly.campaigns.models import Endpoint, Target
from tests.cast import cast
from tests.factories import make_open_campaign, make_wish

__all__ = ["cast"]

pytestmark = pytest.mark.django_db

KITCHEN = ("endpoint", "kitchen", "--url", "https://models.example.org/v1", "--model", "kitchen-1")


def test_an_endpoint_and_a_target_on_it_are_registered(gadfly):
    said = gadfly(
        *KITCHEN, "--revision", "r1", "--size", "52B", "--intervention", "rlhf", "--system", "Be careful.",
        "--key-variable", "KITCHEN_KEY", "--temperature", "0.7", "--top-p", "0.9", "--max-tokens", "99",
    )  # fmt: skip
    endpoint, target = Endpoint.objects.get(), Target.objects.get()
    assert said.code == 0
    assert (endpoint.base_url, endpoint.model, endpoint.revision, endpoint.key_variable) == (
        "https://models.example.org/v1",
        "kitchen-1",
        "r1",
        "KITCHEN_KEY",
    )
    assert (target.endpoint, target.intervention, target.size, target.recipe) == (
        endpoint,
        "rlhf",
        "52B",
        [{"kind": "system prompt", "text": "Be careful."}],
    )
    assert (target.temperature, target.top_p, target.max_tokens) == (0.7, 0.9, 99)


def test_an_origin_that_nothing_may_call_is_named_with_what_to_do(gadfly):
    assert gadfly(*KITCHEN).out == (
        "Registered kitchen. Leads can choose it as an arm.\n"
        "Nothing may call https://models.example.org:443 yet: add it to GADFLY_ALLOWED_ORIGINS, or to"
        " GADFLY_PRIVATE_ORIGINS\nif it is inside your network, and start the site again.\n"
    )


def test_an_origin_that_may_be_called_needs_no_more_words(gadfly, settings):
    settings.ALLOWED_ORIGINS = frozenset({"https://models.example.org"})
    assert gadfly(*KITCHEN).out == "Registered kitchen. Leads can choose it as an arm.\n"


def test_registering_again_brings_it_up_to_date(gadfly):
    gadfly(*KITCHEN)
    gadfly(*KITCHEN, "--temperature", "0.5")
    assert Target.objects.get().temperature == 0.5


def test_what_an_open_campaign_rests_on_is_not_changed_under_it(gadfly, cast):
    gadfly(*KITCHEN)
    make_open_campaign(lead=cast.ada, wish=make_wish(Target.objects.get()))
    said = gadfly(*KITCHEN, "--temperature", "0.5")
    assert (said.code, said.out) == (1, "")
    assert "Set up the change under another name." in said.err
    assert Target.objects.get().temperature == 1.0


@pytest.mark.parametrize(
    "url",
    [
        "models.example.org/v1",
        "ftp://models.example.org",
        "https://",
        "https://ada:pw@models.example.org/v1",
        "https://h:x/v1",
    ],
)
def test_what_is_no_web_address_is_said_to_be_none(gadfly, url):
    said = gadfly("endpoint", "kitchen", "--url", url, "--model", "kitchen-1")
    assert (said.code, said.out, Endpoint.objects.count()) == (2, "", 0)
    assert said.err.startswith("gadfly: ")
    assert "Traceback" not in said.err


def test_an_intervention_that_there_is_not_is_refused_with_those_there_are(gadfly):
    said = gadfly(*KITCHEN, "--intervention", "hope")
    assert (said.code, Endpoint.objects.count()) == (2, 0)
    assert said.err == (
        "gadfly: --intervention is one of: plain lm, context distillation, rejection sampling, rlhf, "
        "system prompt, critique and revise, filter.\n"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        ("--temperature", "-1"),
        ("--temperature", "nan"),
        ("--temperature", "warm"),
        ("--top-p", "0"),
        ("--top-p", "1.1"),
        ("--max-tokens", "0"),
        ("--max-tokens", "many"),
    ],
)
def test_a_number_out_of_bounds_is_not_understood(gadfly, wrong):
    said = gadfly(*KITCHEN, *wrong)
    assert (said.code, Endpoint.objects.count()) == (2, 0)
    assert f"argument {wrong[0]}: it must be a number from" in said.err


@pytest.mark.parametrize("name", ["", "  ", "k" * 81])
def test_a_name_nobody_could_read_is_not_understood(gadfly, name):
    said = gadfly("endpoint", name, *KITCHEN[2:])
    assert (said.code, "a name has 1 to 80 characters" in said.err) == (2, True)
