"""A scorer that was fitted elsewhere: registered with who taught it, or refused and nothing written."""

import numpy as np
import pytest
from django.db import IntegrityError
from django.urls import reverse

from gadfly.campaigns.actions import add_scorer, set_up_endpoint
from gadfly.campaigns.models import Origin, Scorer
from gadfly.campaigns.queries import breaches, kinships, missing, newest_terms, scorer_view
from gadfly.campaigns.queries.scorers import lessons_of
from gadfly.campaigns.scorers import folder, scorer_called
from gadfly.science.preference.card import KNOWN
from gadfly.science.preference.entering import Entering
from gadfly.science.preference.kinds import kind_called
from gadfly.science.preference.pairs.splits import by_message
from gadfly.science.preference.store import shipped
from gadfly.shared.refusal import NotValid, Refusal
from tests.campaigns.test_scorers import JUDGES, arms_of, ranked
from tests.factories import NOON, make_campaign, make_target, make_wish
from tests.science.preference.kitchen import planted

SHA = "ab" * 32
HEAD = "| pairs | n | model | shorter wins | length alone |\n| --- | --: | --: | --: | --: |\n"
TABLE = HEAD + "| all pairs | 1,200 | 0.700 (0.650–0.750) | 0.540 (0.500–0.580) | 0.550 (0.510–0.590) |\n"


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def brought(name="kitchen-1", *, seed=0, members="light-1", sha256=SHA, table=TABLE):
    """Return an ensemble as it comes in, with the part of a card that counts."""
    pairs = planted(60, seed=seed)
    fitter = kind_called("ensemble").fitter(name=name, sha256=sha256, members=members)
    model = fitter(pairs, by_message(pairs), np.random.default_rng(0))
    return Entering(model, f"# The preference model {model.scorer}\n\n{table}")


def added(what=None, *, key="kitchen", teachers=None, by=None):
    return add_scorer(brought=what or brought(), key=key, teachers=teachers, by=by, at=NOON)


def test_an_added_scorer_can_be_used_and_shows_its_figures(cast, client):
    row = added(by=cast.ada, teachers={"": 60})
    view = scorer_view("kitchen")
    assert (row.key, row.family, row.version, row.origin) == ("kitchen", "kitchen", 1, Origin.SHOWN)
    assert scorer_called("kitchen-1").scorer == row.name
    assert (view.figures.pairs, view.figures.accuracy, view.figures.shorter) == (
        1200,
        (0.7, 0.65, 0.75),
        0.54,
    )
    client.force_login(cast.ada)
    page = client.get(reverse("scorer", args=["kitchen"])).content.decode()
    assert "Added on" in page
    assert "Pairs of no campaign here" in page


def test_adding_it_again_changes_nothing(db):
    assert added() == added(key="another")
    assert Scorer.objects.count() == 1


def test_what_taught_it_can_be_shown_later_and_once(cast):
    campaign = make_campaign(lead=cast.ada)
    assert added().origin == Origin.UNKNOWN
    for _ in range(2):
        row = added(teachers={campaign.slug: 40})
        assert (row.origin, [lesson.pairs for lesson in row.lessons.all()]) == (Origin.SHOWN, [40])
    assert added().origin == Origin.SHOWN


def test_the_campaigns_that_taught_it_are_kept_where_they_are_here(cast):
    campaign = make_campaign(lead=cast.ada)
    row = added(teachers={campaign.slug: 40, "elsewhere-abcd": 20})
    assert [(lesson.campaign, lesson.pairs) for lesson in row.lessons.all()] == [(campaign, 40)]
    assert lessons_of(row.name) == {f"campaign {campaign.pk}", f"file {SHA}"}


def test_a_model_of_the_public_pairs_learnt_what_the_shipped_ones_did(db):
    (public,) = KNOWN
    row = added(brought(sha256=public), teachers={})
    assert lessons_of(row.name) == lessons_of(shipped().scorer)


def test_lessons_of_an_added_scorer_whose_file_is_gone_are_its_campaigns(db):
    row = added(teachers={"": 60})
    (folder() / "kitchen-1.json").unlink()
    scorer_called.__globals__["_read"].cache_clear()
    assert lessons_of(row.name) == frozenset()


def test_where_a_scorer_chose_nobody_measures_of_whom_it_is_not_known_what_taught_them(cast):
    name = added(brought(members="light")).name
    assert list(breaches(name, arms_of(cast, make_target("plain")))) == []
    campaign = make_campaign(lead=cast.ada, wish=make_wish(make_target("plain"), ranked(JUDGES)))
    terms = newest_terms(campaign)
    terms.reference = name
    assert missing(terms, NOON)[0].sentence == (
        "Choose another reference scorer: what taught kitchen-1 is not known, while a scorer chose for "
        "ranked, so it cannot measure it."
    )


def test_a_model_trained_with_any_scorer_counts_as_a_choice(cast):
    name = added(brought(members="light")).name
    set_up_endpoint(
        name="loopback",
        base_url="http://127.0.0.1:9/v1",
        model="kitchen-1",
        revision="r1",
        learnt_from=[JUDGES],
    )
    told = ["what taught kitchen-1 is not known, while a scorer chose for tuned"]
    assert list(breaches(name, arms_of(cast, make_target("tuned")))) == told


def test_it_may_measure_once_its_pairs_were_shown(cast):
    name = added(brought(members="light"), teachers={"": 60}).name
    assert list(breaches(name, arms_of(cast, make_target("plain"), ranked(JUDGES)))) == []


def test_that_nobody_knows_what_taught_an_arms_scorer_is_told(cast):
    name = added(brought(members="light")).name
    arms = arms_of(cast, make_target("plain"), ranked(name))
    assert list(kinships(JUDGES, arms)) == ["nobody knows what taught kitchen-1, which chooses for ranked"]


def test_its_page_says_that_it_is_not_known(cast, client):
    added()
    client.force_login(cast.ada)
    page = client.get(reverse("scorer", args=["kitchen"])).content.decode()
    assert "Not known: it was added without the pairs that taught it." in page


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("kitchen", "ends in its version. Fit it again with --name kitchen-1"),
        ("light-2", "light-2 is a name that Gadfly gives itself"),
        ("picks-3", "picks-3 is a name that Gadfly gives itself"),
    ],
)
def test_a_name_that_is_no_version_or_not_free_is_refused(db, name, says):
    with pytest.raises(NotValid, match=says):
        added(brought(name))
    assert not folder().exists()


@pytest.mark.parametrize("key", ["", "light-2", "a/b", "k" * 23])
def test_a_key_that_cannot_stand_in_an_address_is_refused(db, key):
    with pytest.raises(NotValid, match="choose up to 22 letters and digits"):
        added(key=key)


def test_another_model_never_takes_the_place_of_one_that_is_here(db):
    added(brought(members="light"))
    before = (folder() / "kitchen-1.json").read_bytes()
    for what, key, says in (
        (brought(seed=1, members="light"), "other", "There is another kitchen-1 already"),
        (brought("other-1"), "kitchen", "The key kitchen is another scorer's"),
    ):
        with pytest.raises(Refusal, match=says):
            added(what, key=key)
    assert (folder() / "kitchen-1.json").read_bytes() == before


def test_nor_does_a_member_take_the_place_of_one_that_is_here(db):
    added(brought("outer-1", members="light"))
    (folder() / "other-1-1.json").write_text("{}")
    with pytest.raises(Refusal, match="There is another other-1-1 already"):
        added(brought("other-1", members="light"), key="other")


def test_a_card_without_figures_is_refused(db):
    with pytest.raises(NotValid, match="has no figures of held-out pairs"):
        added(brought(table=""))


def test_an_origin_is_one_of_three(db):
    row = added()
    with pytest.raises(IntegrityError):
        Scorer.objects.filter(pk=row.pk).update(origin="nowhere")
