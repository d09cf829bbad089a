"""What a demo starts with, on whatever model answers."""

from collections import Counter

import pytest
from django.urls import reverse

from gadfly.calling.queries import proposal_of
from gadfly.calling.wish import usual_wish
from gadfly.campaigns.models import Campaign, Stage, Target
from gadfly.campaigns.queries import arms_ever, breaches, kinships, reference_of
from gadfly.cli.seed import PAST, REVIEWED, REVIEWERS, STUDY, TITLE, Model, seed
from gadfly.ledger.queries import card_of
from gadfly.network.models import Application, Signature
from gadfly.network.queries import standings
from gadfly.network.records import holds
from gadfly.reviews.models import Assignment, Batch
from gadfly.science.interventions.recipe import released_as
from gadfly.science.preference.store import shipped
from gadfly.shared.clock import now

pytestmark = pytest.mark.django_db

SCRIPTED = Model("scripted", "scripted", "canned", "", "http://127.0.0.1:9/v1")
REAL = Model("SmolLM2", "SmolLM2-135M-Instruct", "Q4_1", "135M", "http://127.0.0.1:9/v1")


def test_there_are_six_people_and_each_link_signs_in_as_often_as_one_likes(client):
    links = seed(model=SCRIPTED, at=now())
    assert [(link.role, link.name) for link in links] == [
        ("lead", "Robin Lead"),
        ("red teamer", "Sam Red-Teamer"),
        ("reviewer", "Kim Reviewer"),
        ("reviewer 2", "Lou Reviewer"),
        ("reviewer 3", "Max Reviewer"),
        ("manager", "Toni Manager"),
    ]
    for link in (*links, *links):
        assert client.post(reverse("sign-in-link", args=[link.token])).status_code == 302
        assert link.name in client.get(reverse("home")).content.decode()


def test_one_campaign_is_quick_and_one_compares_three_arms():
    seed(model=SCRIPTED, at=now())
    *_, study, quick = Campaign.objects.order_by("pk")
    assert (quick.stage, quick.title) == (Stage.OPEN, f"{TITLE} (scripted)")
    assert (study.stage, study.title) == (Stage.OPEN, f"{STUDY} (scripted)")
    assert arms_of(quick) == ["plain lm", "context distillation"]
    assert arms_of(study) == ["plain lm", "context distillation", "rejection sampling"]


def test_what_measures_the_study_had_no_part_in_its_arms():
    seed(model=SCRIPTED, at=now())
    *_, study, _ = Campaign.objects.order_by("pk")
    assert reference_of(study) == shipped("light-2b").scorer
    assert list(breaches(reference_of(study), arms_ever(study))) == []
    assert list(kinships(reference_of(study), arms_ever(study))) == []


def arms_of(campaign):
    arms = campaign.terms.arms.order_by("pk").select_related("target")
    assert [released_as(arm.target.recipe) for arm in arms] == [arm.target.intervention for arm in arms]
    return [arm.target.intervention for arm in arms]


def test_seeding_again_makes_nothing_twice_and_points_to_where_the_model_is_now():
    seed(model=SCRIPTED, at=now())
    seed(model=Model("scripted", "scripted", "canned", "", "http://127.0.0.1:10/v1"), at=now())
    assert (Campaign.objects.count(), Target.objects.count()) == (4, 6)
    assert {target.endpoint.base_url for target in Target.objects.filter(retired=False)} == {
        "http://127.0.0.1:10/v1"
    }


def test_what_a_real_model_said_is_never_mixed_with_canned_replies():
    seed(model=SCRIPTED, at=now())
    seed(model=REAL, at=now())
    assert sorted(Campaign.objects.values_list("title", flat=True)) == [
        *(TITLE, f"{TITLE} (scripted)"),
        PAST,
        *(STUDY, f"{STUDY} (scripted)"),
        *(REVIEWED, f"{REVIEWED} (scripted)"),
    ]
    assert Target.objects.count() == 11


def test_each_of_three_reviewers_has_ten_attacks_that_no_model_answered():
    seed(model=SCRIPTED, at=now())
    seed(model=SCRIPTED, at=now())
    [batch] = Batch.objects.all()
    given = Counter(Assignment.objects.values_list("reviewer__name", flat=True))
    assert given == dict.fromkeys(REVIEWERS, 10)
    arms = {item.attack.arm.target.name for item in batch.items.select_related("attack__arm__target")}
    assert (arms, batch.campaign.title) == (
        {"imported: written by hand · plain lm"},
        f"{REVIEWED} (scripted)",
    )


def test_the_network_has_200_members_who_signed_and_can_be_called_once():
    for _ in range(2):
        seed(model=SCRIPTED, at=now())
    campaign = Campaign.objects.get(title=f"{TITLE} (scripted)")
    known = standings()
    assert len(known) == len({one.person.name for one in known}) == 200
    assert all(one.signed and one.hours >= 5 for one in known)
    assert all(holds(signature) for signature in Signature.objects.all()[:5])
    proposal = proposal_of(campaign, usual_wish(campaign), now())
    assert (len(proposal.people), proposal.short) == (20, ())
    new = sum("brings a new perspective" in one.chosen.reasons for one in proposal.people)
    assert new >= 6
    assert card_of(campaign).volunteers


def test_some_applicants_wait_for_two_scorers_each():
    seed(model=SCRIPTED, at=now())
    waiting = Application.objects.filter(stage="eligible")
    assert {row.readings.count() for row in waiting} == {2}
    assert waiting.count() == 12
