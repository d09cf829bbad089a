"""`gadfly doctor` finds what is not well and says what to do."""

import json
from types import SimpleNamespace

import pytest
from django.db.migrations.executor import MigrationExecutor

from gadfly.attacks.models import Attack
from gadfly.campaigns.actions import give_key
from gadfly.cli import doctor
from gadfly.people.actions import make_person
from gadfly.site.environment import SettingError
from tests.factories import NOON, make_attack, make_endpoint, make_open_campaign, make_target

pytestmark = pytest.mark.django_db

LOOKED_AT = [
    "Python", "data directory", "database", "safe to serve", "embedded model", "endpoints",
    "keys of endpoints", "scoring",
]  # fmt: skip


@pytest.fixture(autouse=True)
def at_home(settings):
    settings.ALLOWED_HOSTS = ["localhost"]  # the tests' own name is not one a site would answer to


def found(gadfly, what):
    """Run the doctor; return what it found of one thing, and how it ended."""
    said = gadfly("doctor", "--json")
    [finding] = [each for each in json.loads(said.out) if each["what"] == what]
    return finding, said.code


def test_a_sound_installation_is_well(gadfly):
    said = gadfly("doctor")
    lines = said.out.splitlines()
    assert (said.code, said.err) == (0, "")
    assert [line.partition(":")[0] for line in lines] == [f"well    {what}" for what in LOOKED_AT]


def test_a_program_can_read_the_findings(gadfly):
    findings = json.loads(gadfly("doctor", "--json").out)
    assert [each["what"] for each in findings] == LOOKED_AT
    assert all(set(each) == {"what", "well", "found", "advice"} for each in findings)


def test_what_is_not_well_comes_with_advice_under_it(gadfly, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_SPACE", 10**18)
    said = gadfly("doctor")
    line, advice = said.out.splitlines()[1:3]
    assert (said.code, line.startswith("UNWELL  data directory: ")) == (1, True)
    assert advice.strip() == "Make room on the disk, or move the data directory (--data-dir)."


def test_migrations_that_wait_are_counted(gadfly, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [1, 2])
    finding, code = found(gadfly, "database")
    assert (code, finding["advice"]) == (1, "Run: gadfly migrate")
    assert finding["found"].endswith(", 2 migrations wait")


def test_what_keeps_the_site_from_serving_is_said(gadfly):
    make_person(email="admin@example.com", name="Admin", at=NOON)
    finding, code = found(gadfly, "safe to serve")
    assert (code, "default account" in finding["found"]) == (1, True)


def test_keys_that_do_not_open_are_named_by_their_endpoints(gadfly, settings, tmp_path):
    settings.DATA_DIR, settings.MASTER_KEY = tmp_path, ""
    give_key(endpoint=make_endpoint("kitchen"), secret="spoon")
    assert found(gadfly, "keys of endpoints")[0]["found"] == "every one opens"
    (tmp_path / "master.key").unlink()
    finding, code = found(gadfly, "keys of endpoints")
    assert (code, finding["found"]) == (1, "these do not open: kitchen")
    assert finding["advice"] == "Put the right master.key back, or enter them again."


def test_an_endpoint_that_nothing_may_call_is_named(gadfly, settings):
    make_target()
    finding, code = found(gadfly, "endpoints")
    assert (code, finding["found"]) == (1, "nothing may call http://127.0.0.1:9")
    settings.PRIVATE_ORIGINS = frozenset({"http://127.0.0.1:9/"})
    assert found(gadfly, "endpoints")[0]["well"]


def test_an_endpoint_that_nobody_uses_any_more_needs_no_leave(gadfly):
    target = make_target()
    type(target).objects.update(retired=True)
    assert found(gadfly, "endpoints")[0]["well"]


def test_attacks_that_wait_for_long_ask_for_a_worker(gadfly, cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    attack = make_attack(campaign=campaign, person=cast.bo)
    assert found(gadfly, "scoring")[0]["well"]
    fields = {"campaign": campaign, "terms": attack.terms, "arm": attack.arm, "seed": 0, "state": "ended"}
    Attack.objects.bulk_create(Attack(**fields, turn_count=1) for _ in range(100))
    finding, code = found(gadfly, "scoring")
    assert (code, finding["advice"]) == (1, "Start a worker: gadfly work")
    assert finding["found"].endswith("; 101 attacks wait for scores")


def test_settings_that_cannot_be_read_end_the_visit_with_their_sentence(gadfly, monkeypatch):
    def fails():
        raise SettingError("GADFLY_STREAMS must be a whole number of 1 or more; it is 'many'.")

    monkeypatch.setattr("gadfly.cli.setting.set_up", fails)
    said = gadfly("doctor")
    assert said.code == 1
    assert said.out.splitlines()[1].startswith("UNWELL  settings: GADFLY_STREAMS must be")


def test_a_look_that_breaks_is_a_finding_and_the_others_are_still_made(gadfly, monkeypatch):
    def breaks():
        raise OSError("the card is missing")

    monkeypatch.setattr("gadfly.science.preference.store.shipped", breaks)
    findings = {each["what"]: each for each in json.loads(gadfly("doctor", "--json").out)}
    assert findings["scoring"] == {
        "what": "scoring",
        "well": False,
        "found": "the card is missing",
        "advice": "Mend this first, then ask again.",
    }
    assert findings["endpoints"]["well"]


def test_weights_that_are_here_are_seen(gadfly, monkeypatch):
    assert found(gadfly, "embedded model")[0]["found"] == "not here: gadfly pull fetches it"
    monkeypatch.setattr("gadfly.science.weights.SMOLLM2", SimpleNamespace(here=lambda _: "here"))
    assert found(gadfly, "embedded model")[0]["found"] == "here"
