"""`gadfly endpoint check`: what answers and what it can do, in words and as JSON."""

import io
import json
import os
import subprocess
import sys

import pytest

from gadfly.campaigns.actions import give_key, set_up_endpoint
from gadfly.campaigns.models import Endpoint
from gadfly.science.targets.found import Found
from tests.patience import PATIENCE
from tests.running import free_port, scripted_endpoint

ANSWERS = ("- It answers chat completions.", "- It continues raw text.")


@pytest.fixture(scope="module")
def origin():
    with scripted_endpoint(rate=1000, tokens=4) as address:
        yield address


@pytest.fixture
def kitchen(db, origin, settings):
    settings.PRIVATE_ORIGINS = frozenset({origin})
    return set_up_endpoint(name="kitchen", base_url=f"{origin}/v1", model="scripted")


def test_what_is_found_is_said_in_lines_of_eighty_and_kept(gadfly, kitchen):
    said = gadfly("endpoint", "check", "kitchen")
    row = Endpoint.objects.get()
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"scripted at {kitchen.base_url}:\n")
    assert set(ANSWERS) <= set(said.out.splitlines())
    assert max(map(len, said.out.splitlines())) <= 80
    assert (Found.of_json(row.found).chat, row.n_in_one, row.checked_at is None) == (True, True, False)


def test_any_address_is_checked_without_a_database(origin, tmp_path):
    command = ("-m", "gadfly", "--data-dir", str(tmp_path / "none"), "endpoint", "check", "--json")
    done = subprocess.run(
        (sys.executable, *command, "--url", origin, "--model", "scripted"),
        env={**os.environ, "GADFLY_DATABASE_URL": ""},
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["chat"], found["raw"]) == (True, True)
    assert not (tmp_path / "none").exists()


def test_where_nothing_answers_it_says_so_and_ends_with_1(gadfly):
    said = gadfly("endpoint", "check", "--url", f"http://127.0.0.1:{free_port()}", "--model", "kitchen-1")
    assert said.code == 1
    assert "- It does not answer chat completions.\n- It does not continue raw text.\n" in said.out
    assert "- Nothing answers at the endpoint; check that it runs, or try again in a minute." in said.out
    assert "- It said: http://127.0.0.1:" in said.out


def test_r12_what_the_site_may_not_call_is_not_called(gadfly, kitchen, settings):
    settings.PRIVATE_ORIGINS = frozenset()
    said = gadfly("endpoint", "check", "kitchen")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("gadfly: This site may not call http://127.0.0.1:")
    assert Endpoint.objects.get().checked_at is None


def test_a_key_that_does_not_open_is_a_finding_like_any_other(gadfly, kitchen):
    give_key(endpoint=kitchen, secret="spoon")
    Endpoint.objects.update(sealed_key="1.AAAA")
    said = gadfly("endpoint", "check", "kitchen")
    assert (said.code, "- The endpoint's key cannot be read" in said.out) == (1, True)


def test_a_key_may_be_piped_in_or_stand_in_a_variable(gadfly, origin, monkeypatch):
    where = ("endpoint", "check", "--url", origin, "--model", "scripted")
    monkeypatch.setattr("sys.stdin", io.StringIO("spoon\n"))
    assert gadfly(*where, "--key-stdin").code == 0
    monkeypatch.setenv("KITCHEN_KEY", "spoon")
    assert gadfly(*where, "--key-variable", "KITCHEN_KEY").code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "give the name of an endpoint, or --url and --model"),
        (("kitchen", "--url", "http://127.0.0.1:9"), "give the name of an endpoint, or --url and --model"),
        (("--url", "http://127.0.0.1:9"), "give the name of an endpoint, or --url and --model"),
        (("--url", "nowhere", "--model", "m"), "This is not a web address"),
        (("--url", "http://127.0.0.1:9", "--model", "m", "--key-variable", "NO_KEY"), "NO_KEY is empty"),
    ],
)
def test_words_that_cannot_be_are_told_in_a_sentence(gadfly, words, says):
    said = gadfly("endpoint", "check", *words)
    assert (said.code, said.out, says in said.err) == (2, "", True)


@pytest.mark.django_db
def test_an_endpoint_that_there_is_not_is_refused_with_how_to_see_those_there_are(gadfly):
    said = gadfly("endpoint", "check", "cellar")
    assert (said.code, said.err) == (
        2,
        "gadfly: No endpoint is called cellar. Those there are: gadfly endpoint list\n",
    )
