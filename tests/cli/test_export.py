"""`gadfly export`: a file that is whole, and that comes back in as it was."""

import gzip
import json

import pytest

from gadfly.attacks.models import Attack
from tests.cli.test_import import RELEASED, lines
from tests.factories import Exchange, make_attack, make_campaign, make_open_campaign

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen(cast):
    """A campaign with an attack of two turns, one of them with its pick still to come."""
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange(), Exchange(picked=None)])
    return campaign


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.jsonl.gz", "a.json.gz", "a.parquet"])
def test_native_out_in_and_out_again_is_the_same_file(gadfly, kitchen, cast, tmp_path, name):
    first, second = tmp_path / name, tmp_path / f"again-{name}"
    assert gadfly("export", kitchen.slug, "-o", first).out == f"1 attacks written to {first}.\n"
    Attack.objects.all().delete()
    elsewhere = make_campaign(lead=cast.ada, title="Elsewhere")
    assert gadfly("import", first, "--campaign", elsewhere.slug).code == 0
    gadfly("export", elsewhere.slug, "-o", second)
    assert first.read_bytes() == second.read_bytes()


def test_released_in_and_out_is_the_same_file(gadfly, cast, tmp_path):
    campaign = make_campaign(lead=cast.ada)
    path, again = lines(tmp_path, RELEASED, {**RELEASED, "rating": 1.0}), tmp_path / "again.jsonl"
    gadfly("import", path, "--campaign", campaign.slug)
    assert gadfly("export", campaign.slug, "-o", again, "--format", "released").code == 0
    assert [json.loads(line) for line in again.read_text().splitlines()] == [
        json.loads(line) for line in path.read_text().splitlines()
    ]


def test_the_released_form_has_the_ten_fields_and_nothing_else(gadfly, kitchen, tmp_path):
    path = tmp_path / "released.jsonl.gz"
    gadfly("export", kitchen.slug, "-o", path, "--format", "released")
    [line] = gzip.decompress(path.read_bytes()).splitlines()
    assert list(json.loads(line)) == list(RELEASED)


def test_the_misspelt_field_is_written_right_when_one_says_so(gadfly, kitchen, tmp_path):
    path = tmp_path / "released.jsonl"
    gadfly("export", kitchen.slug, "-o", path, "--format", "released", "--correct-spelling")
    assert "task_description_harmlessness_score" in json.loads(path.read_text())


def test_a_campaign_without_attacks_makes_an_empty_file(gadfly, cast, tmp_path):
    campaign = make_campaign(lead=cast.ada)
    path = tmp_path / "none.jsonl"
    assert gadfly("export", campaign.slug, "-o", path).out == f"0 attacks written to {path}.\n"
    assert path.read_text() == ""


def test_only_its_owner_can_read_the_file(gadfly, kitchen, tmp_path):
    path = tmp_path / "attacks.jsonl"
    gadfly("export", kitchen.slug, "-o", path)
    assert path.stat().st_mode & 0o077 == 0


def test_an_unknown_campaign_is_said_and_no_file_is_made(gadfly, kitchen, tmp_path):
    said = gadfly("export", "cellar", "-o", tmp_path / "attacks.jsonl")
    assert (said.code, said.err) == (
        1,
        f"gadfly: no campaign is called cellar. There are: {kitchen.slug}.\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "form"), [("attacks.csv", "native"), ("attacks", "native"), ("attacks.parquet", "released")]
)
def test_an_ending_that_fits_no_layout_is_refused_with_those_that_do(gadfly, kitchen, tmp_path, name, form):
    said = gadfly("export", kitchen.slug, "-o", tmp_path / name, "--format", form)
    assert (said.code, list(tmp_path.iterdir())) == (1, [])
    assert said.err.startswith(
        f"gadfly: nothing was written: the name of a file of the {form} form must end in"
    )


def test_a_place_that_cannot_be_written_to_is_named(gadfly, kitchen, tmp_path):
    path = tmp_path / "nowhere" / "attacks.jsonl"
    said = gadfly("export", kitchen.slug, "-o", path)
    assert (said.code, said.err) == (
        1,
        f"gadfly: {path} cannot be written: No such file or directory. Choose another place.\n",
    )
