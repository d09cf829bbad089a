"""Scorers: found by name, told apart from what they chose, shown to leads, made an arm of a next campaign."""

import numpy as np
import pytest
from django.urls import reverse

from gadfly.campaigns.actions import found_next, register_scorer, set_up_endpoint, set_up_target
from gadfly.campaigns.models import Intervention, Lesson, Scorer, Terms
from gadfly.campaigns.queries import breaches, kinships, missing, newest_terms, reference_of, scorer_views
from gadfly.campaigns.queries.cards import parts_of
from gadfly.campaigns.queries.scorers import Share, arms_ever, figures_in, lessons_of
from gadfly.campaigns.scorers import family_of, folder, is_here, overlap, scorer_called
from gadfly.science.preference.kinds import kind_called
from gadfly.science.preference.pairs.splits import by_message
from gadfly.science.preference.store import SHIPS, shipped, shipped_card
from gadfly.shared.refusal import Refusal
from tests.factories import NOON, make_campaign, make_endpoint, make_open_campaign, make_target, make_wish
from tests.science.preference.kitchen import planted

RANKS, JUDGES = shipped("light-2a").scorer, shipped("light-2b").scorer


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def made(name="picks-1", *, of=None, by=None, kind="ensemble", **options):
    """Register a scorer; without options it is an ensemble of the shipped light-1."""
    pairs = planted(30)
    fitter = kind_called(kind).fitter(name=name, sha256="", **(options or {"members": "light-1"}))
    model = fitter(pairs, by_message(pairs), np.random.default_rng(0))
    figures = {"n": 30, "accuracy": 0.75, "accuracy_ci": [0.5, 0.875], "baseline_shorter_wins": 0.5}
    card = f"# The preference model {model.scorer}\n\nOne word.\n"
    return register_scorer(
        model=model, card=card, figures=figures, lessons={of: 30} if of else {}, by=by, at=NOON
    )


def ranked(scorer, *, kind="rejection sampling", name="ranked"):
    return set_up_target(
        name=name,
        endpoint=make_endpoint(),
        intervention=Intervention.REJECTION_SAMPLING,
        recipe=[{"kind": kind, "scorer": scorer, **({"threshold": 0.0} if kind == "filter" else {})}],
    )


def arms_of(cast, *targets):
    campaign = make_campaign(lead=cast.ada, wish=make_wish(*targets))
    return list(newest_terms(campaign).arms.select_related("target__endpoint"))


def test_a_scorer_is_found_by_its_name_with_and_without_its_fingerprint(db):
    row = made()
    assert scorer_called(row.name).scorer == scorer_called("picks-1").scorer == row.name
    assert str(row) == row.name
    with pytest.raises(KeyError):
        scorer_called("picks-1@000000000000")


def test_a_file_that_cannot_be_used_is_no_scorer(db):
    folder().mkdir()
    (folder() / "broken-1.json").write_text("{}")
    assert not is_here("broken-1")


def test_registering_the_same_model_again_changes_nothing(cast):
    campaign = make_campaign(lead=cast.ada)
    assert made(of=campaign) == made(of=campaign)
    assert (Scorer.objects.count(), Lesson.objects.count()) == (1, 1)


def test_an_ensemble_counts_by_its_members_all_the_way_down(db):
    inner = made("inner-1")
    outer = made("outer-1", members=f"{folder() / 'inner-1.json'}")
    assert family_of(outer.name) == {outer.name, inner.name, shipped("light-1").scorer}
    assert overlap("light-1", [outer.name]) == outer.name
    assert overlap(RANKS, [JUDGES, "gone-1@0"]) == ""
    assert family_of("gone-1@0") == {"gone-1@0"}


@pytest.mark.parametrize(("kind", "does"), [("rejection sampling", "ranks"), ("filter", "filters")])
def test_an_arm_chosen_by_the_reference_or_by_what_shares_a_member_with_it_is_named(cast, kind, does):
    arms = arms_of(cast, make_target("plain"), ranked("light-1", kind=kind))
    row = made()
    assert list(breaches(JUDGES, arms)) == []
    assert list(breaches("light-1", arms)) == [f"ranked {does} by light-1"]
    assert list(breaches(row.name, arms)) == [f"ranked {does} by light-1, which shares a member with picks-1"]


def test_an_arm_whose_model_was_trained_with_the_reference_is_named(cast):
    set_up_endpoint(
        name="loopback",
        base_url="http://127.0.0.1:9/v1",
        model="kitchen-1",
        revision="r1",
        learnt_from=[JUDGES],
    )
    arms = arms_of(cast, make_target("tuned"))
    assert list(breaches(JUDGES, arms)) == ["the model of tuned was trained with light-2b"]
    assert list(breaches(RANKS, arms)) == []


def test_a_campaign_does_not_open_on_a_reference_that_chose_or_is_not_here(cast):
    campaign = make_campaign(lead=cast.ada, wish=make_wish(make_target("plain"), ranked("light-1")))
    terms = newest_terms(campaign)
    assert missing(terms, NOON)[0].sentence == (
        "Choose another reference scorer: ranked ranks by light-1, so it cannot measure it."
    )
    terms.reference = "gone-1@0"
    assert missing(terms, NOON)[0].sentence == "Choose another reference scorer: gone-1 is not here any more."
    terms.reference = JUDGES
    assert [check.field for check in missing(terms, NOON)] == ["email"]


def test_a_scorer_taught_by_the_same_pairs_is_told_of_and_the_twins_are_not(cast):
    arms = arms_of(cast, make_target("plain"), ranked("light-1"))
    assert list(kinships(JUDGES, arms)) == [
        "light-1, which chooses for ranked, learnt from pairs that also taught light-2b"
    ]
    assert list(kinships("light-1", arms)) == []
    assert list(kinships(JUDGES, arms_of(cast, ranked(RANKS, name="by its twin")))) == []
    campaign = make_campaign(lead=cast.ada)
    assert lessons_of(made(of=campaign).name) == {f"campaign {campaign.pk}"}


def test_a_new_campaign_is_measured_by_the_twin_of_what_usually_ranks(cast):
    assert reference_of(make_campaign(lead=cast.ada)) == JUDGES


def test_terms_from_before_there_was_a_choice_keep_what_scored_them(cast):
    assert reference_of(make_open_campaign(lead=cast.ada)) == shipped("light-1").scorer


def test_arms_that_were_ever_in_force_are_looked_at(cast):
    campaign = make_open_campaign(lead=cast.ada, wish=make_wish(make_target("plain")))
    Terms.objects.create(campaign=campaign, number=2, seed=1)
    assert [arm.target.name for arm in arms_ever(campaign)] == ["plain"]


@pytest.mark.parametrize("name", SHIPS)
def test_the_figures_of_shipped_scorers_come_from_their_cards(name):
    found = figures_in(shipped_card(name))
    assert found.pairs == {"light-1": 1555, "light-2": 1555, "light-2a": 778, "light-2b": 777}[name]
    assert 0.55 < found.accuracy.low < found.accuracy.value < found.accuracy.high < 0.72


def test_a_card_without_its_table_has_no_figures():
    assert figures_in("# A card").accuracy == Share(None, None, None)


def test_a_card_is_laid_out_in_parts():
    heading, text, table = parts_of(
        "# Title\n\n## How\n\nSome\n`words`.\n\n| a | b |\n| --- | --: |\n| x | 1 |\n"
    )
    assert (heading.heading, text.text) == ("How", "Some words.")
    assert (table.head, table.rows) == (["a", "b"], [[("x", "a"), ("1", "b")]])


def test_a_card_that_is_laid_out_otherwise_is_shown_as_it_is():
    (part,) = parts_of("| all pairs | 1 |\n")
    assert (part.text, part.head) == ("| all pairs | 1 |", ())


def test_the_next_campaign_needs_arms_to_go_on_from(cast):
    with pytest.raises(Refusal, match="has no arms to go on from"):
        found_next(scorer=made(), person=cast.ada, after=make_campaign(lead=cast.ada), at=NOON)


def test_the_next_campaign_leaves_what_ranked_before_and_takes_a_reference_that_may_measure(cast):
    campaign = make_campaign(lead=cast.ada, wish=make_wish(make_target("plain"), ranked(RANKS)))
    following = found_next(scorer=made(), person=cast.ada, after=campaign, at=NOON)
    terms = newest_terms(following)
    assert len(terms.arms.all()) == 2
    assert terms.reference == JUDGES  # light-1 measured before, and is a member of what ranks now
    again = found_next(scorer=made("other-1", members="light"), person=cast.ada, after=following, at=NOON)
    assert (again.title, newest_terms(again).reference) == ("Kitchen advice, next round", JUDGES)


@pytest.mark.parametrize("count", [1, 3])
def test_versions_stand_side_by_side_in_three_queries(client, cast, django_assert_num_queries, count):
    for number in range(count):
        made(f"picks-{number + 1}", by=cast.ada)
    client.force_login(cast.ada)
    with django_assert_num_queries(3):
        page = client.get(reverse("scorers")).content.decode()
    assert page.count('<th scope="row"') == len(SHIPS) + count
    assert page.count("0.750") == count
    assert [view.title for view in scorer_views()][len(SHIPS)] == f"picks-{count}"


@pytest.mark.parametrize("name", SHIPS)
def test_a_shipped_scorers_page_is_its_card(client, cast, name):
    client.force_login(cast.fay)
    page = client.get(reverse("scorer", args=[name])).content.decode()
    assert "Public pairs; the card names source and licence." in page
    assert "Licence: MIT." in page
    assert "with it as an arm" not in page


def test_a_page_tells_the_campaigns_that_taught_it_by_name_only_to_who_leads_them(client, cast):
    row = made(of=make_campaign(lead=cast.ada, title="Of Ada"), by=cast.ada)
    pages = {}
    for person in (cast.ada, cast.eve):
        client.force_login(person)
        pages[person] = client.get(reverse("scorer", args=[row.key])).content.decode()
    assert "Of Ada" in pages[cast.ada]
    assert "Of Ada" not in pages[cast.eve]
    assert "30 pairs of 1 campaign that you do not lead" in pages[cast.eve]


def test_a_page_says_that_a_file_is_missing(client, cast):
    row = made(by=cast.ada)
    (folder() / "picks-1.json").unlink()
    scorer_called.__globals__["_read"].cache_clear()
    client.force_login(cast.ada)
    assert "Its file is missing" in client.get(reverse("scorer", args=[row.key])).content.decode()


def test_one_click_founds_the_next_campaign_for_who_leads_one_that_taught_it(client, cast):
    row = made(of=make_campaign(lead=cast.ada, wish=make_wish()))
    client.force_login(cast.ada)
    answer = client.post(reverse("scorer-campaign", args=[row.key]))
    newest = Terms.objects.latest("pk").campaign
    assert (answer.status_code, answer.url) == (302, reverse("campaign-design", args=[newest.key]))
    page = client.get(answer.url).content.decode()
    assert "rejection sampling, 2 of 16, by picks-1" in page
    client.force_login(cast.eve)
    assert client.post(reverse("scorer-campaign", args=[row.key])).status_code == 409


@pytest.mark.parametrize("key", ["nothing", "light-9"])
def test_what_is_not_there_is_404(client, cast, key):
    client.force_login(cast.ada)
    assert client.get(reverse("scorer", args=[key])).status_code == 404


def test_the_terms_offer_every_scorer_and_keep_what_was_not_chosen_anew(client, cast):
    row = made()
    campaign = make_open_campaign(lead=cast.ada)
    client.force_login(cast.ada)
    page = client.get(reverse("campaign-terms", args=[campaign.key])).content.decode()
    assert f'<option value="{row.name}">picks-1</option>' in page
    assert f'<option value="{shipped("light-1").scorer}" selected>light-1</option>' in page
    shown = shipped("light-1").scorer
    said = {
        "brief": campaign.terms.brief, "warning": campaign.terms.warning, "topics": "Rice left out overnight",
        "candidates": 2, "continue_with": "more harmful", "soft_turns": 4, "reveal": "together",
    }  # fmt: skip
    client.post(reverse("campaign-terms", args=[campaign.key]), {**said, "reference": shown})
    assert newest_terms(campaign) == campaign.terms
    client.post(reverse("campaign-terms", args=[campaign.key]), {**said, "reference": JUDGES})
    assert newest_terms(campaign).reference == JUDGES
