"""`gadfly plan`: the design as it stands, and whether all attacks are as the seed says."""

import json

import pytest

from gadfly.attacks.models import Attack
from tests.factories import make_attack, make_campaign, make_open_campaign

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(cast):
    made = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    make_attack(campaign=made, person=cast.bo)
    return made


def test_the_design_is_printed_and_all_attacks_match(gadfly, campaign, cast):
    said = gadfly("plan", campaign.slug)
    assert said.code == 0
    assert f"{campaign.slug}, version 1 of the terms, seed {campaign.terms.seed}\n" in said.out
    assert "  plain: weight 1, no quota, " in said.out
    assert f"  person {cast.bo.pk} (" in said.out
    assert said.out.endswith("1 attack drawn again from the seed: all match.\n")


def test_an_attack_that_was_altered_is_named(gadfly, campaign):
    Attack.objects.update(seed=1)
    said = gadfly("plan", campaign.slug)
    assert (said.code, said.out.splitlines()[-1]) == (1, f"  {Attack.objects.get().key}: seed")


def test_as_json_it_says_everything(gadfly, campaign):
    plan = json.loads(gadfly("plan", campaign.slug, "--json").out)
    assert [arm["weight"] for arm in plan["arms"]] == [1, 1]
    assert (plan["seed"], plan["strays"]) == (campaign.terms.seed, [])
    assert len(plan["people"]) == 1


@pytest.mark.parametrize("how", [(), ("--json",)])
def test_a_persons_first_attacks_are_told_beforehand(gadfly, campaign, cast, how):
    said = gadfly("plan", campaign.slug, "--person", cast.bo.pk, "--first", 4, *how)
    told = json.loads(said.out) if how else said.out.splitlines()
    assert (said.code, len(told)) == (0, 4)
    drawn_on = Attack.objects.get().arm.target.name
    assert told[0] == {"arm": drawn_on, "probability": 0.5} if how else drawn_on in told[0]


def test_before_anybody_attacked_it_says_so(gadfly, cast):
    said = gadfly("plan", make_open_campaign(lead=cast.ada).slug, "--terms", 1)
    assert "  nobody yet\n0 attacks drawn again from the seed: all match.\n" in said.out


def test_what_is_not_there_is_said(gadfly, campaign, cast):
    draft = make_campaign(lead=cast.ada)
    assert "no campaign is called nothing" in gadfly("plan", "nothing").err
    assert "has no version 7 of its terms" in gadfly("plan", campaign.slug, "--terms", 7).err
    assert "has no arms yet" in gadfly("plan", draft.slug).err
    assert {gadfly("plan", *words).code for words in (("nothing",), (draft.slug,))} == {1}
