"""A campaign's own picks make a scorer, whose card says what it is worth; a next campaign ranks by it."""

import json

import pytest

from gadfly.attacks.actions import ask_teaching
from gadfly.attacks.actions.teaching import teach
from gadfly.attacks.models import Progress, Teaching
from gadfly.attacks.tasks import take_up_again, teach_scorer
from gadfly.campaigns.actions import found_next
from gadfly.campaigns.models import Lesson, Scorer
from gadfly.campaigns.queries import missing, newest_terms
from gadfly.campaigns.scorers import folder, scorer_called
from gadfly.science.dialogue import Message, Role
from tests.attacks.lessons import fill
from tests.factories import NOON, make_campaign, make_wish

ASKED = (Message(Role.HUMAN, "How do I cook rice?"),)


@pytest.fixture
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def taught(cast, data):
    """A campaign of Ada's with sixty sure picks, and the scorer they made."""
    campaign = make_campaign(lead=cast.ada, wish=make_wish())
    fill(campaign, 60)
    job = ask_teaching(campaign=campaign, by=cast.ada, at=NOON)
    return campaign, teach(job=job.pk, at=NOON)


def test_the_picks_make_a_scorer_that_tells_curt_from_kind(taught):
    campaign, scorer = taught
    kind, curt = scorer_called(scorer.name).score_replies(
        ASKED, ["Gladly, let us look at the rice together.", "What a stupid question about rice, idiot."]
    )
    assert kind > curt
    assert (scorer.family, scorer.version, scorer.kind) == ("picks", 1, "light")
    assert scorer.figures["n"] == 60
    assert scorer.card.startswith(f"# The preference model {scorer.name}\n")
    assert "Source: the picks of a campaign of" in scorer.card
    assert "Written by the worker of this site that made it;" in scorer.card
    assert "gadfly pm fit" not in scorer.card
    assert "Over-refusal: for 24 questions" in scorer.card
    assert "Forged verdicts behind" in scorer.card
    assert "| arm " in scorer.card
    assert json.loads((folder() / "picks-1.json").read_text())["name"] == "picks-1"
    lesson = Lesson.objects.get()
    assert (lesson.scorer, lesson.campaign, lesson.pairs) == (scorer, campaign, 60)
    assert str(lesson) == f"60 pairs of Kitchen advice for {scorer}"


def test_the_work_tells_how_far_it_is(taught):
    job = Teaching.objects.get()
    assert (job.state, job.pairs, job.scorer, job.title) == (Progress.DONE, 60, taught[1], "picks-1")
    assert job.fits > 10
    assert str(job) == "picks-1 of Kitchen advice"


def test_r3_done_again_it_changes_nothing_and_work_that_was_killed_makes_the_same_file(taught, data):
    _, scorer = taught
    before = (folder() / "picks-1.json").read_bytes()
    job = Teaching.objects.get()
    assert teach(job=job.pk, at=NOON) is None
    Teaching.objects.update(state=Progress.RUNNING, scorer=None)
    assert take_up_again() == 1
    teach_scorer.func(job.pk)
    job.refresh_from_db()
    assert (job.scorer, (folder() / "picks-1.json").read_bytes()) == (scorer, before)
    assert (Scorer.objects.count(), Lesson.objects.count()) == (1, 1)


def test_while_one_is_under_way_no_second_begins_and_the_next_is_another_version(cast, data):
    campaign = make_campaign(lead=cast.ada)
    job = ask_teaching(campaign=campaign, by=cast.ada, at=NOON)
    assert ask_teaching(campaign=campaign, by=cast.ada, at=NOON).pk == job.pk
    assert teach(job=job.pk, at=NOON) is None
    job.refresh_from_db()
    assert job.state == Progress.FAILED
    assert job.error == "Training needs at least 50 different first human messages; here are 0."
    assert ask_teaching(campaign=campaign, by=None, at=NOON).version == 2


def test_the_next_campaign_has_it_as_an_arm_beside_those_that_were_there_and_can_open(taught, cast):
    campaign, scorer = taught
    following = found_next(scorer=scorer, person=cast.ada, after=campaign, at=NOON)
    terms = newest_terms(following)
    *plain, ranked = terms.arms.order_by("pk").select_related("target")
    assert [arm.target.name for arm in plain] == ["plain", "careful"]
    [step] = [step for step in ranked.target.recipe if step["kind"] == "rejection sampling"]
    assert step["scorer"] == scorer.name
    assert following.title == "Kitchen advice, next round"
    assert terms.brief == newest_terms(campaign).brief
    assert [check.lacks for check in missing(terms, NOON)] == ["Give somebody a red teamer’s seat."]
