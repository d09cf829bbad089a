"""Two score blind; who has a conflict is passed over; managers decide with a reason."""

import pytest
from django.http import Http404

from gadfly.network import actions
from gadfly.network.access import reading_for, readings_of
from gadfly.network.models import Application, Letter, Reading, Stage
from gadfly.network.queries import scored, scoring_of
from gadfly.people.actions import make_person
from gadfly.shared.refusal import NotValid, Refusal
from tests.factories import NOON
from tests.network.factories import answers, make_application, make_manager, make_members, make_round

POINTS = [5, 4, 3, 2]


@pytest.fixture
def scorers(db):
    return make_members(4)


@pytest.fixture
def application(scorers):
    return make_application(round_=make_round(scorers=scorers, sample_task="Cook rice."))


@pytest.fixture
def manager(db):
    return make_manager()


def give(reading, scores=POINTS):
    return actions.score(reading=reading, scores=scores, note="Sound.", at=NOON)


def asked(application):
    return [row.scorer for row in application.readings.filter(recused_at=None).order_by("pk")]


def test_those_with_least_to_read_are_asked_first(scorers, application):
    assert asked(application) == scorers[:2]
    assert asked(make_application(round_=application.round)) == scorers[2:]


def test_with_the_last_score_the_application_moves_on(application):
    first, second = application.readings.order_by("pk")
    give(first)
    application.refresh_from_db()
    assert application.stage == Stage.ELIGIBLE
    give(second, [0, 0, 0, 0])
    application.refresh_from_db()
    assert application.stage == Stage.SCORED
    means = [one.mean for one in scored(application)]
    assert means == [pytest.approx((3 * 5 + 2 * 4 + 2 * 3 + 2) / 8), 0]


def test_the_first_score_counts(application):
    reading = application.readings.first()
    give(reading)
    assert give(reading, [0, 0, 0, 0]).scores == POINTS


@pytest.mark.parametrize("scores", [[1, 2, 3], [1, 2, 3, 6], [1, 2, 3, -1], []])
def test_points_that_do_not_fit_the_rubric_are_refused(application, scores):
    with pytest.raises(NotValid, match="0 to 5 points"):
        give(application.readings.first(), scores)


def test_for_who_abstains_another_is_asked(scorers, application):
    row = give(application.readings.order_by("pk")[0], None)
    assert (row.abstained, row.scores) == (True, None)
    assert asked(application) == scorers[:3]
    assert scored(application) == []


def test_who_steps_back_is_replaced_and_the_application_is_gone_for_them(scorers, application):
    reading = application.readings.order_by("pk")[0]
    actions.recuse(reading=reading, why="a friend", at=NOON)
    actions.recuse(reading=reading, why="again", at=NOON)
    assert asked(application) == scorers[1:3]
    assert Reading.objects.get(pk=reading.pk).recused_why == "a friend"
    with pytest.raises(Http404):
        reading_for(scorers[0], application.key)
    with pytest.raises(Refusal, match="not being scored"):
        give(reading)


def test_who_scored_cannot_step_back_any_more(application):
    reading = application.readings.first()
    give(reading)
    with pytest.raises(Refusal, match="Tell a manager"):
        actions.recuse(reading=reading, why="late", at=NOON)


def test_stepping_back_once_all_is_over_asks_nobody(application):
    reading = application.readings.first()
    Application.objects.update(stage=Stage.REJECTED)
    actions.recuse(reading=reading, why="a friend", at=NOON)
    assert application.readings.count() == 2


def test_who_has_a_conflict_is_not_asked(scorers):
    told = answers(conflicts={"organisations": [scorers[0].email.partition("@")[2]]})
    application = make_application(round_=make_round(scorers=scorers), told=told)
    assert asked(application) == scorers[1:3]


def test_a_conflict_that_arises_later_closes_the_application_to_the_scorer(scorers, application):
    assert reading_for(scorers[0], application.key).scorer == scorers[0]
    application.answers["history"] = {"places": [["The Same Kitchen", 2020, None]]}
    application.save()
    own = make_application(round_=application.round, submitted=False)
    own.answers["history"] = {"places": [["the same kitchen", 2001, 2025]]}
    own.person = scorers[0]
    own.save()
    with pytest.raises(Http404):
        reading_for(scorers[0], application.key)
    assert scoring_of(scorers[0]) == ([], [], False)
    assert [row.application for row in scoring_of(scorers[1]).waiting] == [application]


def test_who_is_not_appointed_any_more_reads_no_more(scorers, application):
    application.round.scorers.remove(scorers[0])
    assert not readings_of(scorers[0]).exists()


def test_a_scorer_sees_what_they_did(scorers, application):
    give(application.readings.order_by("pk")[0])
    assert [len(rows) for rows in scoring_of(scorers[0])[:2]] == [0, 1]


def test_scorers_who_were_missing_can_be_asked_later(scorers, manager):
    round_ = make_round(scorers=scorers[:2])
    told = answers(conflicts={"organisations": [scorers[0].email.partition("@")[2]]})
    application = make_application(round_=round_, told=told)
    assert asked(application) == scorers[1:2]
    round_.scorers.add(scorers[2])
    assert [row.scorer for row in actions.appoint(application=application, at=NOON)] == [scorers[2]]
    Application.objects.update(stage=Stage.REJECTED)
    assert actions.appoint(application=application, at=NOON) == []


def decide(application, to, actor, **more):
    return actions.decide(
        application=application, to=to, actor=actor, at=NOON, **{"reason": "Sound.", **more}
    )


def test_a_manager_leads_it_to_an_offer_and_each_way_is_a_row(application, manager):
    for reading in application.readings.all():
        give(reading)
    for stage in (Stage.TASK, Stage.DECISION, Stage.OFFERED):
        decide(application, stage, manager)
    assert decide(application, Stage.OFFERED, manager).stage == Stage.OFFERED
    last = list(application.transitions.order_by("pk").values_list("after", "actor", "reason", "at"))[-3:]
    assert last == [(stage, manager.pk, "Sound.", NOON) for stage in ("task", "decision", "offered")]
    assert [letter.template for letter in Letter.objects.order_by("pk")] == ["received", "task", "offered"]
    assert "Cook rice." in Letter.objects.get(template="task").body


def test_a_round_without_a_task_offers_none(scorers):
    application = make_application(round_=make_round(scorers=scorers))
    application.stage = Stage.SCORED
    assert actions.choices_of(application) == [Stage.DECISION, Stage.REJECTED]


@pytest.mark.parametrize(
    ("to", "more", "sentence"),
    [
        (Stage.OFFERED, {}, "cannot follow"),
        (Stage.ACTIVE, {}, "cannot follow"),
        ("nonsense", {}, "cannot follow"),
        (Stage.REJECTED, {"reason": " "}, "Give the reason"),
        (Stage.REJECTED, {"feedback": " "}, "what the applicant may learn"),
    ],
)
def test_what_cannot_be_decided_is_said(application, manager, to, more, sentence):
    with pytest.raises(Refusal, match=sentence):
        decide(application, to, manager, **more)
    application.refresh_from_db()
    assert application.stage == Stage.ELIGIBLE


def test_an_address_with_an_account_gets_no_offer(application, manager):
    make_person(email=application.email, name="Nia", at=NOON)
    Application.objects.update(stage=Stage.DECISION)
    with pytest.raises(Refusal, match="has an account already"):
        decide(application, Stage.OFFERED, manager)


def test_a_round_needs_as_many_scorers_as_read(scorers):
    with pytest.raises(NotValid, match="at least 2 scorers"):
        make_round(scorers=scorers[:1])


def test_scorers_are_members_or_leads_by_their_address(scorers, manager):
    assert actions.appointed([scorers[0].email.upper()]) == [scorers[0]]
    for address in (manager.email, "nobody@example.org"):
        with pytest.raises(NotValid, match="not the address of a member or lead"):
            actions.appointed([address])


def test_a_round_closes_once(application):
    round_ = actions.close_round(round_=application.round, at=NOON)
    assert actions.close_round(round_=round_, at=NOON.replace(year=2030)).closes_at == NOON
