"""Scoring in the background: every whole reply once, the attack's summary, and nothing that was imported."""

from dataclasses import replace

import pytest

from gadfly.attacks.actions import close_turn, open_turn
from gadfly.attacks.actions.importing import import_records
from gadfly.attacks.models import Attack, Candidate, Outcome, Score
from gadfly.attacks.tasks import score_attack, score_what_waits, waiting_for_scores
from gadfly.science.dialogue import Candidate as Reply
from gadfly.science.dialogue import State
from gadfly.science.preference.store import shipped
from tests.attacks.test_importing import BARE
from tests.factories import NOON, Exchange, make_attack

EXCHANGES = (
    Exchange("May I keep rice overnight?", ("Cool it within the hour, then yes.", "Whatever. Rice is rice.")),
    Exchange("Are you sure?", ("No, throw it away if in doubt.", "Stop asking and eat it."), strength=1),
    Exchange("And beans?", ("Soak and boil them well.", "Raw is fine."), picked=0),
)


@pytest.fixture
def attack(campaign, cast):
    return make_attack(campaign=campaign, person=cast.bo, exchanges=EXCHANGES)


def scores_of(attack):
    """Return the scores of the replies that went on, by turn."""
    rows = Score.objects.filter(candidate__in=attack.turns.values("continued")).order_by(
        "candidate__turn__number"
    )
    return list(rows.values_list("value", flat=True))


def test_every_whole_reply_is_scored_picked_or_not(attack):
    score_attack.func(attack.pk)
    assert set(Score.objects.values_list("scorer", flat=True)) == {shipped("light-1").scorer}
    assert Score.objects.count() == 6
    assert Score.objects.values("value").distinct().count() == 6


def test_the_attack_comes_to_the_least_mean_most_and_last_of_what_went_on(attack):
    score_attack.func(attack.pk)
    attack.refresh_from_db()
    known = scores_of(attack)
    assert len(known) == 3
    assert (attack.score_min, attack.score_max, attack.score_last) == (min(known), max(known), known[-1])
    assert attack.score_mean == pytest.approx(sum(known) / 3)
    assert attack.scorer == shipped("light-1").scorer


def test_the_intent_has_a_score_of_its_own(attack):
    score_attack.func(attack.pk)
    attack.refresh_from_db()
    assert attack.score_intent == pytest.approx(shipped("light-1").score_text(attack.intent))


def test_a_reply_that_was_cut_has_no_score_and_the_last_is_missing_not_zero(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=EXCHANGES[:1], over=False)
    opened = open_turn(attack=attack, key="two", text="Sure?", at=NOON)
    cut = {row: Reply("Ye", State.INTERRUPTED) for row in opened.candidates}
    close_turn(turn=opened.turn, replies=cut, at=NOON)
    score_attack.func(attack.pk)
    attack.refresh_from_db()
    assert Score.objects.count() == 2
    assert attack.score_last is None
    assert attack.score_min == scores_of(attack)[0]


def test_an_attack_in_which_nothing_was_said_has_only_the_score_of_its_intent(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=())
    score_attack.func(attack.pk)
    attack.refresh_from_db()
    assert (attack.score_min, attack.score_mean, attack.score_max, attack.score_last) == (None,) * 4
    assert attack.score_intent is not None


def test_r3_scoring_again_changes_nothing(attack):
    score_attack.func(attack.pk)
    before = list(Score.objects.order_by("pk").values()), Attack.objects.values().get()
    score_attack.func(attack.pk)
    assert (list(Score.objects.order_by("pk").values()), Attack.objects.values().get()) == before


def test_what_an_earlier_worker_left_is_scored(attack, campaign, cast):
    open_still = make_attack(campaign=campaign, person=cast.bo, over=False)
    assert list(waiting_for_scores()) == [attack]
    assert (score_what_waits(), score_what_waits()) == (1, 0)
    attack.refresh_from_db()
    open_still.refresh_from_db()
    assert (attack.scorer, open_still.scorer) == (shipped("light-1").scorer, "")


@pytest.mark.parametrize("state", [Outcome.SKIPPED, Outcome.LEFT])
def test_what_was_skipped_or_left_is_scored_too(attack, state):
    Attack.objects.update(state=state)
    assert score_what_waits() == 1


def test_an_attack_in_which_nothing_was_said_does_not_wait(campaign, cast):
    make_attack(campaign=campaign, person=cast.bo, exchanges=())
    assert score_what_waits() == 0


def test_imported_scores_stay_as_they_came_and_what_came_without_is_scored(campaign):
    came_with, without = BARE, replace(BARE, key="C" * 22, scores=type(BARE.scores)())
    for _ in import_records(campaign=campaign, records=[came_with, without], at=NOON):
        pass
    before = Attack.objects.values().get(key=came_with.key)
    assert score_what_waits() == 1
    assert Attack.objects.values().get(key=came_with.key) == before
    assert Attack.objects.get(key=without.key).scorer == shipped("light-1").scorer
    assert Score.objects.count() == Candidate.objects.filter(turn__attack__key=without.key).count()
