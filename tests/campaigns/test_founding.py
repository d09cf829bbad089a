"""A campaign is founded as a draft; its terms are revised until they freeze, then version by version."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gadfly.campaigns.actions import found_archive, found_campaign, open_campaign, revise_terms
from gadfly.campaigns.models import Arm, Campaign, Seat, Target, Terms
from gadfly.campaigns.queries import newest_terms
from gadfly.campaigns.scorers import usual_reference
from gadfly.campaigns.wish import WORDING, Wish, wish_of
from tests.factories import NOON, make_campaign, make_open_campaign, make_target, make_wish


def snapshot(terms):
    row = Terms.objects.filter(pk=terms.pk).values().get()
    return row, list(terms.arms.order_by("pk").values())


def test_who_founds_a_campaign_leads_it(cast):
    campaign = make_campaign(lead=cast.ada)
    assert list(Seat.objects.values_list("person__name", "role", "left_at")) == [("Ada", "lead", None)]
    assert (campaign.stage, campaign.terms) == ("draft", None)
    assert wish_of(newest_terms(campaign)) == Wish(reference=usual_reference())


@pytest.mark.django_db
def test_a_campaign_for_imported_attacks_is_made_once_and_led_by_nobody():
    first, again = (found_archive(slug="cellar", at=NOON) for _ in range(2))
    assert first == again
    assert (first.title, first.stage, first.seats.count(), first.versions.count()) == (
        "cellar",
        "draft",
        0,
        1,
    )


@pytest.mark.parametrize(
    ("title", "start"),
    [
        ("Kitchen advice", "kitchen-advice-"),
        ("Ünïcode!", "unicode-"),
        ("料理", "campaign-"),
        ("x" * 120, "x" * 70 + "-"),
    ],
)
def test_a_slug_is_the_title_and_four_random_letters(cast, title, start):
    slug = make_campaign(lead=cast.ada, title=title).slug
    assert slug.startswith(start)
    assert len(slug) == len(start) + 4
    assert set(slug[-4:]) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_a_slug_tells_nothing_of_another_campaign_with_the_same_title(cast):
    first = found_campaign(person=cast.ada, title="Kitchen", at=NOON, rng=Random(1))
    second = found_campaign(person=cast.eve, title="Kitchen", at=NOON, rng=Random(1))
    assert first.slug != second.slug
    assert len(first.slug) == len(second.slug)


def test_a_draft_is_revised_in_place(cast):
    campaign, wish = make_campaign(lead=cast.ada), make_wish()
    first = revise_terms(campaign=campaign, wish=wish)
    second = revise_terms(campaign=campaign, wish=replace(wish, candidates=3, weights={}))
    assert (first.pk, second.pk, second.number) == (second.pk, newest_terms(campaign).pk, 1)
    assert wish_of(second) == replace(wish, candidates=3, weights={})
    assert Arm.objects.count() == 0


def test_the_title_changes_only_before_the_first_opening(cast):
    draft = make_campaign(lead=cast.ada)
    revise_terms(campaign=draft, wish=Wish(), title="Better")
    opened = make_open_campaign(lead=cast.ada)
    revise_terms(campaign=opened, wish=Wish(), title="Better")
    titles = Campaign.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["Better", "Kitchen advice"]


CHANGES: dict[str, Any] = {
    "brief": "Something else.",
    "warning": "Worse.",
    "topics": ("Other",),
    "candidates": 1,
    "continue_with": "less harmful",
    "soft_turns": 9,
    "reveal": "stream",
    "reference": "light-2b",
    "opens_at": NOON,
    "closes_at": NOON + timedelta(days=9),
    "weights": {},
}


@pytest.mark.parametrize("name", [*WORDING, "weights"])
def test_frozen_terms_are_never_altered(cast, name):
    campaign = make_open_campaign(lead=cast.ada)
    before = snapshot(campaign.terms)
    wish = replace(wish_of(campaign.terms), **{name: CHANGES[name]})
    draft = revise_terms(campaign=campaign, wish=wish)
    assert snapshot(campaign.terms) == before
    assert (draft.number, draft.frozen_at, wish_of(draft)) == (2, None, wish)


def test_a_next_version_has_a_seed_of_its_own_and_waits_to_be_put_in_force(cast):
    campaign = make_open_campaign(lead=cast.ada)
    first = campaign.terms
    draft = revise_terms(campaign=campaign, wish=replace(wish_of(first), candidates=1))
    campaign.refresh_from_db()
    assert (campaign.terms, draft.seed == first.seed) == (first, False)
    open_campaign(campaign=campaign, at=NOON)
    campaign.refresh_from_db()
    assert (campaign.terms, campaign.terms.frozen_at) == (draft, NOON)


def test_a_revision_that_changes_nothing_makes_no_version(cast):
    campaign = make_open_campaign(lead=cast.ada)
    assert revise_terms(campaign=campaign, wish=wish_of(campaign.terms)) == campaign.terms
    assert campaign.versions.count() == 1


def test_versions_of_imported_attacks_are_counted_but_never_revised(cast):
    campaign = make_open_campaign(lead=cast.ada)
    imported = Terms.objects.create(campaign=campaign, number=2, seed=0, frozen_at=NOON, imported=True)
    Arm.objects.create(terms=imported, target=make_target("from a file"))
    assert newest_terms(campaign) == campaign.terms
    assert revise_terms(campaign=campaign, wish=Wish()).number == 3


@pytest.mark.parametrize(
    "act",
    [
        lambda terms: Terms.objects.filter(pk=terms.pk).update(candidates=1),
        lambda terms: Terms.objects.filter(pk=terms.pk).update(frozen_at=None),
        lambda terms: terms.arms.update(weight=7),
        lambda terms: terms.arms.create(target=Target.objects.get(name="elsewhere")),
        lambda terms: Arm.objects.filter(terms__frozen_at=None).update(terms=terms),
    ],
    ids=["say something else", "thaw", "weigh anew", "add an arm", "take over an arm"],
)
def test_the_database_refuses_to_alter_frozen_terms(cast, act):
    make_campaign(lead=cast.eve, wish=make_wish(make_target("elsewhere")))
    terms = make_open_campaign(lead=cast.ada).terms
    before = snapshot(terms)
    with pytest.raises(IntegrityError, match="frozen terms"), transaction.atomic():
        act(terms)
    assert snapshot(terms) == before


@pytest.mark.parametrize(
    ("said", "constraint"),
    [
        ({"candidates": 0}, "one_to_four"),
        ({"candidates": 5}, "one_to_four"),
        ({"soft_turns": 0}, "soft_turns"),
        ({"opens_at": NOON, "closes_at": NOON}, "closes_after"),
        ({"weights": {1: 0}}, "weight_1_to_100"),
    ],
)
def test_the_database_knows_what_terms_may_say(cast, said, constraint):
    campaign = make_campaign(lead=cast.ada)
    with pytest.raises(IntegrityError, match=constraint):
        revise_terms(campaign=campaign, wish=Wish(**said))
