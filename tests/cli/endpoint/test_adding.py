"""`gadfly endpoint add`: where a model answers, and a target on it."""

import io
from decimal import Decimal

import pytest

from gadfly.campaigns.models import Endpoint, Target
from gadfly.campaigns.sealing import key_of
from tests.cast import cast
from tests.factories import make_open_campaign, make_wish

__all__ = ["cast"]

pytestmark = pytest.mark.django_db

KITCHEN = ("endpoint", "add", "kitchen", "--url", "https://models.example.org/v1", "--model", "kitchen-1")


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
        "This site may not call https://models.example.org:443 yet. Whoever runs it adds that to"
        " GADFLY_ALLOWED_ORIGINS, or to GADFLY_PRIVATE_ORIGINS if it is inside your network, and starts"
        " it again.\n"
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
    said = gadfly("endpoint", "add", "kitchen", "--url", url, "--model", "kitchen-1")
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
        ("--at-once", "0"),
        ("--context", "-5"),
    ],
)
def test_a_number_out_of_bounds_is_not_understood(gadfly, wrong):
    said = gadfly(*KITCHEN, *wrong)
    assert (said.code, Endpoint.objects.count()) == (2, 0)
    assert f"argument {wrong[0]}: it must be a number from" in said.err


@pytest.mark.parametrize("name", ["", "  ", "k" * 81])
def test_a_name_nobody_could_read_is_not_understood(gadfly, name):
    said = gadfly("endpoint", "add", name, *KITCHEN[3:])
    assert (said.code, "a name has 1 to 80 characters" in said.err) == (2, True)


def test_size_form_limits_and_prices_are_stated_and_stay_until_stated_anew(gadfly):
    gadfly(
        *KITCHEN, "--size", "52B", "--form", "raw", "--context", "2048", "--at-once", "4",
        "--price-in", "0.15", "--price-out", "0.6",
    )  # fmt: skip
    gadfly(*KITCHEN, "--at-once", "8")
    row = Endpoint.objects.get()
    assert (row.size, row.form, row.context, row.at_once) == ("52B", "raw", 2048, 8)
    assert (row.price_in, row.price_out) == (Decimal("0.15"), Decimal("0.6"))
    assert Target.objects.get().size == "52B"


@pytest.mark.parametrize("price", ["free", "-1", "nan", "1e9"])
def test_a_price_that_is_none_is_not_understood(gadfly, price):
    said = gadfly(*KITCHEN, f"--price-in={price}")
    assert (said.code, "it must be a price such as 0.15" in said.err) == (2, True)


def test_a_key_that_is_piped_in_is_stored_sealed_and_not_printed(gadfly, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("spoon-1\n"))
    said = gadfly(*KITCHEN, "--key-stdin")
    row = Endpoint.objects.get()
    assert (said.code, key_of(row)()) == (0, "spoon-1")
    assert "spoon" not in said.out + said.err + str(vars(row))


def test_a_key_that_is_typed_is_not_seen(gadfly, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: "spoon-2" if prompt == "Key: " else "")
    gadfly(*KITCHEN, "--key-stdin")
    assert key_of(Endpoint.objects.get())() == "spoon-2"


@pytest.mark.parametrize(
    ("typed", "says"), [("\n", "No key was entered"), ("l\xf6ffel\n", "visible ASCII characters only")]
)
def test_a_key_that_is_none_is_refused_and_nothing_is_registered(gadfly, monkeypatch, typed, says):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    said = gadfly(*KITCHEN, "--key-stdin")
    assert (said.code, says in said.err, Endpoint.objects.count()) == (2, True, 0)


def test_moving_to_another_origin_leaves_the_key_behind_and_says_so(gadfly, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("spoon\n"))
    gadfly(*KITCHEN, "--key-stdin")
    moved = (
        "endpoint",
        "add",
        "kitchen",
        "--url",
        "https://elsewhere.example.org/v1",
        "--model",
        "kitchen-1",
    )
    assert "so its key stayed behind. Give it one with --key-stdin." in gadfly(*moved).out
    assert "stayed behind" not in gadfly(*moved).out
