"""Rates, time, statements and runs: what each verb does, refuses, and does not do twice."""

from datetime import timedelta

import pytest

from gadfly.attacks.models import Attack
from gadfly.campaigns.actions import close_campaign
from gadfly.ledger import actions
from gadfly.ledger.clocks import clocks_in
from gadfly.ledger.models import Correction, Entry, Payee, RateCard, Run, Statement, Stint
from gadfly.reviews.actions import skip_assignment, take_next
from gadfly.science import pay
from gadfly.science.pay import Kind, Rate
from gadfly.shared.refusal import NotValid, Refusal
from gadfly.wellbeing.actions import expose, record_check_in
from tests.factories import NOON, Exchange, make_attack, make_campaign, make_open_campaign
from tests.ledger.making import TABLE, make_approved, make_draft, make_pending, pays, rested
from tests.reviews.making import attack_by, make_batch, make_reviewers, opened

LATER = NOON + timedelta(hours=2)


def draw(campaign, by):
    return actions.draw_statements(campaign=campaign, floors=TABLE, by=by, at=LATER)


def lines_of(statement):
    return [
        (line.what, line.seconds, line.count, line.amount) for line in statement.lines.order_by("position")
    ]


def test_a_rate_is_set_once_and_again_changes_nothing(campaign, cast):
    assert pays(campaign, cast.ada) == RateCard.objects.get()
    assert pays(campaign, cast.ada, Rate("EUR", 2000)).number == 2


@pytest.mark.parametrize(
    "worse", [Rate("EUR", 1700), Rate("EUR", 1800, a_set=900), Rate("", volunteers=True)]
)
def test_a_campaign_that_opened_pays_no_less_than_it_said(campaign, cast, worse):
    with pytest.raises(Refusal, match="has opened"):
        pays(campaign, cast.ada, worse)


def test_a_draft_may_pay_less_than_it_said(cast):
    campaign = make_campaign(lead=cast.ada)
    pays(campaign, cast.ada)
    assert pays(campaign, cast.ada, Rate("", volunteers=True)).volunteers


def test_a_rate_below_every_floor_and_one_without_any_are_refused(campaign, cast):
    with pytest.raises(NotValid, match="lowest floor"):
        actions.set_card(campaign=campaign, rate=Rate("EUR", 1199), floor=1200, by=cast.ada, at=NOON)
    with pytest.raises(NotValid, match="No floor is known in USD"):
        actions.set_card(campaign=campaign, rate=Rate("USD", 9999), floor=None, by=cast.ada, at=NOON)


def test_an_attack_becomes_a_line_at_the_rate(campaign, cast):
    statement = make_draft(campaign, cast.bo, cast.ada)
    assert lines_of(statement) == [("attacks", 120, 1, 60)]
    assert (statement.state, statement.seconds, statement.amount, statement.floor) == ("draft", 120, 60, 1200)


def test_who_works_where_the_floor_is_higher_gets_a_top_up(campaign, cast):
    statement = make_draft(campaign, cast.bo, cast.ada, country="CH")
    assert lines_of(statement) == [("attacks", 120, 1, 60), ("top-up to the floor", 0, 0, 40)]
    assert statement.amount == 100


def expose_to(person, campaign, tasks):
    for number in range(tasks):
        expose(person=person.pk, campaign=campaign.pk, subject=f"task {number}", since=NOON, at=NOON)


def test_breaks_and_check_ins_and_what_was_put_aside_stand_on_the_statement(campaign, cast):
    rested(campaign, cast.bo)
    expose_to(cast.bo, campaign, 10)
    skipped = make_attack(campaign=campaign, person=cast.bo, at=NOON - timedelta(hours=3))
    Attack.objects.filter(pk=skipped.pk).update(state="skipped")
    statement = make_draft(campaign, cast.bo, cast.ada)
    assert lines_of(statement) == [
        ("attacks", 120, 1, 60),
        ("attacks put aside", 120, 0, 60),
        ("check-ins", 180, 0, 90),
        ("breaks", 60, 0, 30),
    ]
    assert draw(campaign, cast.ada).statements == []


def test_no_second_of_a_break_is_a_silence_of_an_attack_too(campaign, cast):
    attack = make_attack(campaign=campaign, person=cast.bo)
    whole = clocks_in(campaign)[cast.bo.pk].kinds
    rested(campaign, cast.bo, at=attack.started_at)
    assert clocks_in(campaign)[cast.bo.pk].kinds == {"attacks": whole["attacks"] - 60, "breaks": 60}


def test_check_ins_are_paid_as_offered_and_pay_cannot_tell_who_answered(campaign, cast):
    for who in (cast.bo, cast.cy):
        expose_to(who, campaign, 25)
    for number in range(3):
        key, upset = f"k{number}", {"upset": 4}
        record_check_in(person=cast.bo, key=key, named="", grades=upset, text="", at=NOON)
    clocks = clocks_in(campaign)
    assert clocks[cast.bo.pk].due == clocks[cast.cy.pk].due == [pay.Stint(Kind.CHECK_INS, 2 * 180, 0)]


def test_a_declined_preview_and_a_calibration_are_paid_as_what_they_are(campaign, cast):
    make_reviewers(campaign, 1)
    attack_by(cast.bo, campaign)
    batch = make_batch(campaign)
    taken = take_next(person=cast.cy, batch=batch, at=NOON)
    skip_assignment(assignment=taken, reason="", at=NOON + timedelta(seconds=40))
    assert clocks_in(campaign)[cast.cy.pk].due == [pay.Stint(Kind.PREVIEWS, 40, 0)]
    opened(taken, NOON + timedelta(seconds=50))
    assert clocks_in(campaign)[cast.cy.pk].due == [pay.Stint(Kind.REVIEWS, 50, 0)]
    batch.calibration = True
    batch.save()
    assert clocks_in(campaign)[cast.cy.pk].due == [pay.Stint(Kind.TRAINING, 50, 0)]


def test_an_item_that_was_given_and_never_looked_at_is_no_time(campaign, cast):
    make_reviewers(campaign, 1)
    attack_by(cast.bo, campaign)
    take_next(person=cast.cy, batch=make_batch(campaign), at=NOON)
    assert cast.cy.pk not in clocks_in(campaign)


def test_reviews_are_paid_by_their_time_whatever_became_of_them(campaign, cast):
    make_reviewers(campaign, 1)
    attack_by(cast.bo, campaign)
    batch = make_batch(campaign, overlap=2)
    given = opened(batch.items.first().assignments.get(reviewer=cast.cy))
    given.seconds, given.state = 90.5, "skipped"
    given.save()
    clock = clocks_in(campaign)[cast.cy.pk]
    assert clock.due == [pay.Stint(Kind.REVIEWS, 91, 0)]
    actions.say_country(person=cast.cy, country="DE", at=NOON)
    draw(campaign, cast.ada)
    given.seconds = 100
    given.save()
    assert clocks_in(campaign)[cast.cy.pk].due == [pay.Stint(Kind.REVIEWS, 9, 0)]


def test_nothing_is_paid_twice_and_what_came_later_is_paid_later(campaign, cast):
    first = make_draft(campaign, cast.bo, cast.ada)
    assert draw(campaign, cast.ada).statements == []
    actions.submit(statement=first, by=cast.ada, at=NOON)
    assert draw(campaign, cast.ada).statements == []
    Attack.objects.update(reported_at=NOON + timedelta(minutes=3))
    [second] = draw(campaign, cast.ada).statements
    assert lines_of(second) == [("attacks", 60, 0, 30)]
    assert (second.since, second.until) == (first.until, LATER)


def test_an_attack_under_way_waits_for_its_end(campaign, cast):
    actions.say_country(person=cast.bo, country="DE", at=NOON)
    make_attack(campaign=campaign, person=cast.bo, over=False)
    assert draw(campaign, cast.ada).statements == []
    assert clocks_in(campaign)[cast.bo.pk].kinds == {"attacks": 60}


def test_closing_the_campaign_is_nobodys_work(campaign, cast):
    make_attack(campaign=campaign, person=cast.bo, over=False)
    close_campaign(campaign=campaign)
    Attack.objects.update(state="left", ended_at=LATER)
    assert clocks_in(campaign)[cast.bo.pk].due == [pay.Stint(Kind.ATTACKS, 60, 0)]


def test_an_attack_without_a_message_counts_for_no_set(campaign, cast):
    make_attack(campaign=campaign, person=cast.bo, exchanges=[])
    assert clocks_in(campaign)[cast.bo.pk].due == [pay.Stint(Kind.ATTACKS, 60, 0)]


def test_attacks_are_paid_by_the_set(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    pays(campaign, cast.ada, Rate("EUR", 1800, a_set=950))
    for hour in range(4):
        make_attack(campaign=campaign, person=cast.bo, at=NOON - timedelta(hours=1 + hour))
    assert lines_of(make_draft(campaign, cast.bo, cast.ada)) == [("attacks", 600, 5, 950)]


def test_pay_does_not_depend_on_what_was_rated(campaign, cast):
    make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange(strength=1)])
    before = clocks_in(campaign)[cast.bo.pk]
    Attack.objects.update(success=4, harmful=0, actionable=4, needs_expertise=True, score_min=-9.0)
    assert clocks_in(campaign)[cast.bo.pk] == before


def test_who_has_no_floor_gets_no_statement_and_keeps_nobody_else_from_theirs(campaign, cast):
    for who in (cast.bo, cast.cy):
        rested(campaign, who)
    actions.say_country(person=cast.bo, country="DE", at=NOON)
    drawn = draw(campaign, cast.ada)
    assert ([one.person for one in drawn.statements], drawn.floorless) == ([cast.bo], [cast.cy.pk])


def test_no_statement_is_drawn_before_pay_is_said_nor_for_volunteers(cast):
    campaign = make_campaign(lead=cast.ada)
    with pytest.raises(Refusal, match="Say first what this campaign pays"):
        draw(campaign, cast.ada)
    pays(campaign, cast.ada, Rate("", volunteers=True))
    with pytest.raises(Refusal, match="for volunteers"):
        draw(campaign, cast.ada)


@pytest.mark.parametrize("country", ["de", "Germany", "", "D1"])
def test_what_is_no_country_is_refused(cast, country):
    with pytest.raises(NotValid, match="two capital letters"):
        actions.say_country(person=cast.bo, country=country, at=NOON)


def test_a_country_may_change(cast):
    for country in ("DE", "KE"):
        actions.say_country(person=cast.bo, country=country, at=NOON)
    assert str(Payee.objects.get()) == "Bo in KE"


def ask(campaign, person, minutes=5, reason="The page hung."):
    return actions.ask_correction(campaign=campaign, person=person, minutes=minutes, reason=reason, at=NOON)


def test_a_correction_is_amended_until_it_is_decided(campaign, cast):
    assert ask(campaign, cast.bo) == ask(campaign, cast.bo, minutes=-3)
    assert str(Correction.objects.get()) == "-3 minutes for Bo"


@pytest.mark.parametrize(("minutes", "reason"), [(0, "x"), (601, "x"), (-601, "x"), (1, " "), (1, "x" * 501)])
def test_a_correction_says_how_much_and_why(campaign, cast, minutes, reason):
    with pytest.raises(NotValid):
        ask(campaign, cast.bo, minutes, reason)


@pytest.mark.parametrize("granted", [True, False])
def test_a_correction_is_decided_once_by_somebody_else(campaign, cast, granted):
    asked = ask(campaign, cast.bo)
    with pytest.raises(Refusal, match="own time"):
        actions.decide_correction(correction=asked, granted=granted, by=cast.bo, at=NOON)
    for said in (granted, not granted):
        decided = actions.decide_correction(correction=asked, granted=said, by=cast.ada, at=NOON)
        assert decided.granted is granted
    assert [stint.seconds for stint in Stint.objects.all()] == ([300] if granted else [])


def test_a_correction_may_take_time_away(campaign, cast):
    actions.decide_correction(correction=ask(campaign, cast.bo, -1), granted=True, by=cast.ada, at=NOON)
    assert lines_of(make_draft(campaign, cast.bo, cast.ada)) == [("attacks", 60, 1, 30)]


def test_r23_who_drew_or_submitted_or_is_paid_does_not_approve(campaign, cast):
    statement = make_pending(campaign, cast.bo, cast.ada)
    with pytest.raises(Refusal, match="You drew or submitted"):
        actions.approve(statement=statement, by=cast.ada, at=NOON)
    with pytest.raises(Refusal, match="pays you"):
        actions.approve(statement=statement, by=cast.bo, at=NOON)
    for _ in range(2):
        assert actions.approve(statement=statement, by=cast.fay, at=NOON).approved_by == cast.fay
    assert Entry.objects.count() == 1


def test_r23_who_drew_it_does_not_approve_what_another_submitted(campaign, cast):
    statement = actions.submit(statement=make_draft(campaign, cast.bo, cast.ada), by=cast.fay, at=NOON)
    for person in (cast.ada, cast.fay):
        with pytest.raises(Refusal, match="You drew or submitted"):
            actions.approve(statement=statement, by=person, at=NOON)


def test_nobody_submits_what_pays_them(campaign, cast):
    with pytest.raises(Refusal, match="pays you"):
        actions.submit(statement=make_draft(campaign, cast.bo, cast.ada), by=cast.bo, at=NOON)


def test_submitting_again_changes_nothing_and_by_another_it_is_said(campaign, cast):
    statement = make_pending(campaign, cast.bo, cast.ada)
    assert actions.submit(statement=statement, by=cast.ada, at=LATER).submitted_at == NOON
    with pytest.raises(Refusal, match="meanwhile"):
        actions.submit(statement=statement, by=cast.fay, at=NOON)


def test_a_pending_statement_goes_back_and_its_time_waits_again(campaign, cast):
    statement = make_pending(campaign, cast.bo, cast.ada)
    with pytest.raises(Refusal, match="meanwhile"):
        actions.discard(statement=statement)
    for _ in range(2):
        assert actions.send_back(statement=statement).state == "draft"
    for _ in range(2):
        actions.discard(statement=statement)
    assert Statement.objects.count() == Stint.objects.count() == 0
    assert [one.seconds for one in draw(campaign, cast.ada).statements] == [120]


def test_a_correction_outlives_a_discarded_draft(campaign, cast):
    asked = ask(campaign, cast.bo)
    actions.decide_correction(correction=asked, granted=True, by=cast.ada, at=NOON)
    actions.discard(statement=make_draft(campaign, cast.bo, cast.ada))
    assert list(Stint.objects.values_list("piece", "statement")) == [(f"correction {asked.key}", None)]


ACTS = {
    "submit": lambda statement, by: actions.submit(statement=statement, by=by, at=NOON),
    "approve": lambda statement, by: actions.approve(statement=statement, by=by, at=NOON),
    "send back": lambda statement, _: actions.send_back(statement=statement),
    "discard": lambda statement, _: actions.discard(statement=statement),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ["approved", "exported"])
def test_r22_what_is_approved_or_exported_takes_no_step_back(campaign, cast, act, state):
    statement = make_approved(campaign, cast.bo, cast.ada, cast.fay)
    if state == "exported":
        actions.export_run(by=cast.fay, at=NOON)
    with pytest.raises(Refusal, match="meanwhile"):
        ACTS[act](statement, cast.eve)


def test_r22_a_draft_is_not_approved(campaign, cast):
    with pytest.raises(Refusal, match="meanwhile"):
        actions.approve(statement=make_draft(campaign, cast.bo, cast.ada), by=cast.fay, at=NOON)


@pytest.mark.parametrize("act", ["submit", "approve", "send back"])
def test_what_was_discarded_meanwhile_is_not_there(campaign, cast, act):
    statement = make_draft(campaign, cast.bo, cast.ada)
    kept = Statement.objects.get(pk=statement.pk)
    actions.discard(statement=statement)
    with pytest.raises(Refusal, match="meanwhile"):
        ACTS[act](kept, cast.fay)


def test_a_run_takes_what_is_approved_and_takes_it_once(campaign, cast):
    statement = make_approved(campaign, cast.bo, cast.ada, cast.fay)
    run = actions.export_run(by=cast.fay, at=NOON)
    statement.refresh_from_db()
    assert (statement.state, statement.run) == ("exported", run)
    with pytest.raises(Refusal, match="No approved statement"):
        actions.export_run(by=cast.fay, at=NOON)
    assert Run.objects.count() == 1
