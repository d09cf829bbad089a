"""An archive is scored again: in order, each attack once, from where it stopped, beside other scorers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import pytest
from django.db import IntegrityError, transaction

from gadfly.attacks.actions import ask_rescoring, rescoring
from gadfly.attacks.actions import rescoring as module
from gadfly.attacks.actions.rescoring import BATCH, LARGE, rescore, size_for
from gadfly.attacks.actions.scoring import score_now
from gadfly.attacks.models import Attack, Candidate, Progress, Rescoring, Score
from gadfly.attacks.tasks import rescore_archive, score_attack, take_up_again
from gadfly.campaigns.models import Terms
from gadfly.campaigns.queries import reference_of
from gadfly.science.preference import PreferenceModel
from gadfly.science.preference.store import shipped
from gadfly.shared.refusal import NotValid
from tests.attacks.lessons import fill
from tests.factories import NOON, make_attack, make_campaign

OTHER = shipped("light-2b").scorer
EARLIER = shipped("light-1").scorer
"""What measures where the terms name nobody."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Have light models score as few at once as others: what is tested would only take longer."""
    monkeypatch.setattr(rescoring, "LARGE", BATCH)


@pytest.fixture
def archive(cast):
    made = make_campaign(lead=cast.ada)
    choose(made, "")
    fill(made, BATCH + 3)
    return made


@dataclass(frozen=True)
class Mute(PreferenceModel):
    """Gives -2 to whatever has none of the words, and no score to what has one."""

    words: Sequence[str]
    scorer: str = "mute@1"

    def values(self, replies):
        return tuple(math.nan if any(word in one.text for word in self.words) else -2.0 for one in replies)


def choose(campaign, reference):
    Terms.objects.filter(campaign=campaign, frozen_at=None).update(reference=reference)


def asked(campaign, scorer=OTHER):
    return ask_rescoring(campaign=campaign, scorer=scorer, at=NOON)


def done(job):
    *_, last = rescore(job=job.pk, at=NOON)
    job.refresh_from_db()
    return last


def test_every_whole_reply_has_the_scorers_value_and_the_work_tells_how_far_it_is(archive):
    job = asked(archive)
    assert [(step.done, step.state) for step in rescore(job=job.pk, at=NOON)] == [
        (BATCH, Progress.RUNNING),
        (BATCH + 3, Progress.DONE),
    ]
    assert Score.objects.filter(scorer=OTHER).count() == Candidate.objects.count() == 2 * (BATCH + 3)
    job.refresh_from_db()
    assert (job.done, job.total, job.state, job.ended_at) == (BATCH + 3, BATCH + 3, Progress.DONE, NOON)


def test_only_a_light_model_is_given_large_batches(monkeypatch):
    monkeypatch.setattr(rescoring, "LARGE", LARGE)
    assert (size_for(shipped()), size_for(Mute(()))) == (LARGE, BATCH)


def test_an_archive_that_fills_its_last_batch_comes_to_an_end(cast):
    made = make_campaign(lead=cast.ada)
    fill(made, BATCH)
    job = asked(made)
    assert [step.state for step in rescore(job=job.pk, at=NOON)] == [Progress.RUNNING, Progress.DONE]
    assert Rescoring.objects.get().done == BATCH
    assert list(rescore(job=job.pk, at=NOON)) == []


def test_scores_of_two_scorers_stand_side_by_side_and_the_reference_alone_sums_up(archive):
    first = Attack.objects.order_by("pk")[0]
    score_now(attack=first.pk, model=shipped())
    before = Attack.objects.values().get(pk=first.pk)
    done(asked(archive))
    assert Attack.objects.values().get(pk=first.pk) == before
    scorers = Score.objects.filter(candidate__turn__attack=first).values_list("scorer", flat=True)
    assert set(scorers) == {shipped().scorer, OTHER}


def test_by_the_reference_attacks_come_to_what_scoring_each_would_give(archive):
    done(asked(archive, reference_of(archive)))
    fields = ("scorer", "score_min", "score_mean", "score_max", "score_last", "score_intent")
    before = list(Attack.objects.order_by("pk").values(*fields))
    Score.objects.all().delete()
    for attack in Attack.objects.all():
        score_attack.func(attack.pk)
    after = list(Attack.objects.order_by("pk").values(*fields))
    assert {row["scorer"] for row in after} == {EARLIER}
    for one, other in zip(before, after, strict=True):
        assert {**one, "scorer": 0} == pytest.approx({**other, "scorer": 0})


def test_a_scorer_is_not_asked_for_what_it_said_before(archive):
    done(asked(archive))
    Score.objects.update(value=7.0)  # no model says so: whoever scores anew would not keep it
    choose(archive, OTHER)
    done(asked(archive))
    assert set(Score.objects.values_list("value", flat=True)) == {7.0}
    assert set(Attack.objects.values_list("scorer", "score_min", "score_last")) == {(OTHER, 7.0, 7.0)}


def test_work_that_stopped_goes_on_where_it_stopped(archive):
    job = asked(archive)
    assert [step.done for step in islice(rescore(job=job.pk, at=NOON), 1)] == [BATCH]
    assert asked(archive).pk == job.pk
    assert [step.done for step in rescore(job=job.pk, at=NOON)] == [BATCH + 3]


def test_of_two_who_do_the_same_work_the_second_leaves_off(archive):
    job = asked(archive)
    mine, theirs = rescore(job=job.pk, at=NOON), rescore(job=job.pk, at=NOON)
    next(mine)
    late = Rescoring.objects.get(pk=job.pk)
    late.last = 0
    assert module._step(late, shipped("light-2b"), NOON) is False
    assert [step.done for step in theirs] == [BATCH + 3]
    assert list(mine) == []
    job.refresh_from_db()
    assert job.done == BATCH + 3


def test_what_goes_on_is_left_out_and_comes_with_its_end(campaign, cast):
    open_still = make_attack(campaign=campaign, person=cast.bo, over=False)
    job = asked(campaign)
    assert done(job).done == 0
    assert (job.state, Score.objects.count()) == (Progress.DONE, 0)
    assert open_still.turns.count() == 1


def test_a_scorer_that_is_not_here_is_refused_and_one_that_went_away_fails_the_work(archive):
    with pytest.raises(NotValid, match="There is no scorer called nobody here"):
        asked(archive, "nobody")
    job = Rescoring.objects.create(campaign=archive, scorer="gone-1@0", total=1, asked_at=NOON)
    assert list(rescore(job=job.pk, at=NOON)) == []
    job.refresh_from_db()
    assert (job.state, job.error) == (Progress.FAILED, "gone-1 is not here any more.")


def test_the_summary_that_came_with_released_data_is_kept_as_part_of_the_origin(archive):
    Attack.objects.update(scorer="as released", score_min=-0.5, score_intent=1.0)
    done(asked(archive, reference_of(archive)))
    attack = Attack.objects.order_by("pk")[0]
    assert attack.scorer == EARLIER
    assert (attack.origin["scores"]["score_min"], attack.origin["scores"]["score_intent"]) == (-0.5, 1.0)


def test_the_worker_does_a_slice_and_asks_again_so_that_what_just_ended_comes_between(archive, monkeypatch):
    monkeypatch.setattr("gadfly.attacks.tasks.SLICE", -1.0)
    again = []
    monkeypatch.setattr(type(rescore_archive), "enqueue", lambda task, job: again.append((task.name, job)))
    job = asked(archive)
    rescore_archive.func(job.pk)
    assert again == [("rescore_archive", job.pk)]
    assert take_up_again() == 1
    rescore_archive.func(job.pk)
    job.refresh_from_db()
    assert job.state == Progress.DONE
    assert take_up_again() == 0


def test_an_attack_whose_reference_is_gone_waits(archive):
    choose(archive, "gone-1@0")
    score_attack.func(Attack.objects.order_by("pk")[0].pk)
    assert Score.objects.count() == 0


def test_a_reply_without_a_score_is_missing_not_zero_and_never_a_number_in_the_database(archive):
    first, second = Attack.objects.order_by("pk")[:2]
    kind, _ = first.turns.get().candidates.order_by("pk")
    for attack, mute in ((first, [kind.text, first.intent]), (second, ["a"])):
        score_now(attack=attack.pk, model=Mute(mute))
    assert list(Score.objects.values_list("value", "candidate__turn__attack")) == [(-2.0, first.pk)]
    fields = ("scorer", "score_min", "score_mean", "score_max", "score_last", "score_intent")
    assert list(Attack.objects.order_by("pk").values_list(*fields)[:2]) == [
        ("mute@1", -2.0, -2.0, -2.0, -2.0, None),
        ("mute@1", None, None, None, None, None),
    ]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_the_database_itself_takes_no_score_that_is_no_number(archive, value):
    candidate = Candidate.objects.order_by("pk")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(candidate=candidate, scorer=OTHER, value=value)


def test_it_says_what_it_is(archive):
    assert str(asked(archive)) == f"Kitchen advice by {OTHER}: 0 of {BATCH + 3}"
