"""`gadfly pm add`: a fitted model becomes a scorer of the site, or why not is said in a sentence."""

import json

import pytest

from gadfly.campaigns.models import Origin, Scorer
from gadfly.science.datasets import AttackRecord, Form, write
from gadfly.science.dialogue import Candidate, Dialogue, Turn
from tests.factories import make_campaign
from tests.science.preference.kitchen import planted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


def exported(path, slug):
    """Write sixty attacks as an export of the campaign has them."""
    attacks = (
        AttackRecord(
            Dialogue(
                (Turn(pair.prompt[0].text, tuple(map(Candidate, (pair.chosen, pair.rejected))), 1, 3, 1),)
            ),
            campaign=slug,
        )
        for pair in planted(60)
    )
    write(path, attacks, form=Form.NATIVE)
    return path


@pytest.fixture
def fitted(gadfly, tmp_path, cast):
    """A campaign, its export, and a model of it with its card."""
    campaign = make_campaign(lead=cast.ada)
    pairs = exported(tmp_path / "kitchen.jsonl", campaign.slug)
    assert gadfly("pm", "fit", pairs, "-o", tmp_path / "models", "--name", "kitchen-1").code == 0
    return campaign, pairs, tmp_path / "models"


def test_a_fitted_model_becomes_a_scorer_with_its_teachers_and_its_lead(gadfly, fitted, cast):
    campaign, pairs, model = fitted
    said = gadfly("pm", "add", model, "--key", "kitchen", "--pairs", pairs, "--lead", cast.ada.email)
    row = Scorer.objects.get()
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        f"{row.name} is a scorer of this site: /scorers/kitchen/\nTaught by 60 pairs of {campaign.slug}.\n"
    )
    assert (row.made_by, row.origin, row.figures["n"]) == (cast.ada, Origin.SHOWN, 60)


def test_without_its_pairs_what_taught_it_is_not_known_and_that_is_said(gadfly, fitted):
    said = gadfly("pm", "add", fitted[2], "--key", "kitchen")
    assert (said.code, Scorer.objects.get().origin) == (0, Origin.UNKNOWN)
    assert said.err.startswith("What taught it is not known, so it may not measure")


def test_what_is_refused_is_said_and_nothing_is_registered(gadfly, fitted, tmp_path, cast):
    _, _, model = fitted
    (tmp_path / "other.jsonl").write_text(json.dumps({"chosen": "x", "rejected": "y"}))
    (model / "kitchen-1.pkl").touch()
    pickled = gadfly("pm", "add", model, "--key", "kitchen")
    (model / "kitchen-1.pkl").unlink()
    others = gadfly("pm", "add", model, "--key", "kitchen", "--pairs", tmp_path / "other.jsonl")
    for said, sentence in (
        (pickled, "kitchen-1.pkl is no part of a model that a site reads"),
        (others, "was not made from other.jsonl"),
        (gadfly("pm", "add", model, "--key", "light-2"), "The key light-2 is another scorer's"),
        (gadfly("pm", "add", tmp_path / "none", "--key", "k"), "cannot be read: No such file"),
        (gadfly("pm", "add", model, "--key", "k", "--lead", cast.bo.email), "no lead has the address"),
    ):
        assert said.code == 1
        assert sentence in said.err
        assert said.err.count("\n") == 1
    assert Scorer.objects.count() == 0
