"""`gadfly rescore`: a campaign's archive, scored again by any scorer."""

import pytest

from gadfly.attacks.actions.rescoring import BATCH
from gadfly.attacks.models import Rescoring, Score
from gadfly.science.preference.store import shipped
from tests.attacks.lessons import fill
from tests.factories import NOON, make_campaign

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(cast):
    made = make_campaign(lead=cast.ada)
    fill(made, 3)
    return made


def test_the_reference_scores_every_attack_unless_another_is_named(gadfly, campaign):
    said = gadfly("rescore", campaign.slug)
    reference, other = shipped("light-2b").scorer, shipped("light-1").scorer
    assert (said.code, said.err) == (0, "3 of 3\n")
    assert said.out == f"3 attacks of {campaign.slug} have scores by {reference}.\n"
    gadfly("rescore", campaign.slug, "--scorer", "light-1")
    assert set(Score.objects.values_list("scorer", flat=True)) == {reference, other}


def test_how_far_it_is_is_said_once_a_tenth(gadfly, cast):
    campaign = make_campaign(lead=cast.ada)
    fill(campaign, BATCH)  # a batch, and a last one in which nothing is left
    assert gadfly("rescore", campaign.slug).err == f"{BATCH} of {BATCH}\n"


def test_what_is_not_there_is_said(gadfly, campaign):
    assert "no campaign is called nothing" in gadfly("rescore", "nothing").err
    said = gadfly("rescore", campaign.slug, "--scorer", "nobody")
    assert (said.code, said.err) == (
        1,
        "gadfly: There is no scorer called nobody here. Choose one that is registered.\n",
    )


def test_a_scorer_that_went_away_meanwhile_is_said(gadfly, campaign, monkeypatch):
    gone = Rescoring(campaign=campaign, scorer="gone-1@0", total=3, asked_at=NOON)
    gone.save()
    monkeypatch.setattr("gadfly.attacks.actions.rescoring.ask_rescoring", lambda **_: gone)
    said = gadfly("rescore", campaign.slug)
    assert (said.code, said.err) == (1, "gadfly: gone-1 is not here any more.\n")
