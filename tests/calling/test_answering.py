"""A yes keeps hours within the year and gives the seat; a no costs nothing; closing frees hours."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gadfly.calling.actions import accept, decline, release
from gadfly.calling.actions.hours import keep
from gadfly.calling.models import Calling, Invitation, State, Year
from gadfly.calling.queries import calls_of
from gadfly.campaigns.access import Right, seats_of
from gadfly.campaigns.actions import close_campaign, give_seat
from gadfly.ledger.actions import note_time
from gadfly.network.models import Application
from gadfly.science.pay import Kind
from gadfly.shared.keys import new_key
from gadfly.shared.refusal import Refusal
from tests.calling.making import make_calling, make_member, pays_nothing
from tests.factories import NOON, make_open_campaign, make_wish


def taken(person, year=NOON.year):
    return Year.objects.get(person=person, year=year).taken


def called(campaign, person, by, **but):
    make_calling(campaign, [person], by, **but)
    return Invitation.objects.get(campaign=campaign, person=person)


def works(campaign, person, minutes):
    note_time(campaign=campaign, person=person, kind=Kind.TRAINING, piece="t", seconds=60 * minutes, at=NOON)


def test_a_yes_keeps_the_hours_and_gives_the_seat_once(cast, campaign, network):
    nia = network[0]
    invitation = called(campaign, nia, cast.ada)
    for _ in range(2):
        assert accept(invitation=invitation, at=NOON).state == State.ACCEPTED
    assert taken(nia) == 300  # five hours a year, all of them: a year that is worth calling
    assert seats_of(nia, Right.ATTACK).get().campaign == campaign
    assert decline(invitation=invitation, at=NOON).state == State.ACCEPTED


def test_a_reviewer_is_called_as_one(cast, campaign, network):
    accept(invitation=called(campaign, network[0], cast.ada, role="reviewer"), at=NOON)
    assert seats_of(network[0], Right.REVIEW).exists()


def test_nobody_promises_more_than_the_year_has(cast, campaign, network):
    nia = network[0]
    invitation = called(campaign, nia, cast.ada, minutes=180)
    elsewhere = make_open_campaign(lead=cast.eve, title="Elsewhere")
    pays_nothing(elsewhere, cast.eve)
    second = called(elsewhere, nia, cast.eve, minutes=180)
    accept(invitation=invitation, at=NOON)
    with pytest.raises(Refusal, match="You have 2 hours left of your year, and this takes 3"):
        accept(invitation=second, at=NOON)
    assert (invitation_state(second), taken(nia)) == (State.ASKED, 180)
    assert not seats_of(nia, Right.ATTACK).filter(campaign=elsewhere).exists()


def invitation_state(invitation):
    return Invitation.objects.get(pk=invitation.pk).state


def test_the_database_refuses_more_than_the_year_has(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Year.objects.create(person=cast.bo, year=2026, given=300, taken=301)


def test_each_year_has_its_own_hours(cast, campaign, network):
    nia = network[0]
    Year.objects.create(person=nia, year=2025, given=300, taken=300)
    accept(invitation=called(campaign, nia, cast.ada), at=NOON)
    assert (taken(nia), taken(nia, 2025)) == (300, 300)


def test_who_is_no_member_any_more_has_no_hours_to_promise(cast, campaign, network):
    invitation = called(campaign, network[0], cast.ada)
    Application.objects.filter(person=network[0]).update(stage="withdrawn")
    with pytest.raises(Refusal, match="0 hours left"):
        accept(invitation=invitation, at=NOON)


def test_a_year_that_is_given_anew_holds_at_once_but_never_below_what_is_promised(cast, campaign, network):
    ola = network[1]
    accept(invitation=called(campaign, ola, cast.ada, minutes=600), at=NOON)
    told = Application.objects.get(person=ola)
    Application.objects.filter(pk=told.pk).update(answers={**told.answers, "time": {"hours": 5, "never": ""}})
    row = Year.objects.get(person=ola)
    with pytest.raises(Refusal, match="0 hours left"), transaction.atomic():
        keep(person=ola, minutes=60, at=NOON)
    assert (row.given, row.taken) == (1800, 600)


@pytest.mark.parametrize("ends", ["late", "closed", "lapsed"])
def test_what_is_over_cannot_be_accepted(cast, campaign, network, ends):
    invitation = called(campaign, network[0], cast.ada)
    if ends == "closed":
        close_campaign(campaign=campaign)
    if ends == "lapsed":
        Invitation.objects.update(state=State.LAPSED)
    at = NOON + timedelta(days=7 if ends == "late" else 1)
    with pytest.raises(Refusal, match="This invitation is over"):
        accept(invitation=invitation, at=at)
    assert Year.objects.count() == 0


def test_whoever_has_another_part_keeps_it_and_no_hours_are_kept(cast, campaign, network):
    invitation = called(campaign, network[0], cast.ada)
    give_seat(campaign=campaign, person=network[0], role="reviewer", at=NOON)
    with pytest.raises(Refusal, match="one person has one part"):
        accept(invitation=invitation, at=NOON)
    assert Year.objects.count() == 0


def test_a_no_is_a_no_and_again_changes_nothing(cast, campaign, network):
    invitation = called(campaign, network[0], cast.ada)
    first = decline(invitation=invitation, at=NOON)
    assert decline(invitation=invitation, at=NOON + timedelta(days=1)).answered_at == first.answered_at
    with pytest.raises(Refusal, match="is over"):
        accept(invitation=invitation, at=NOON)


def test_closing_frees_what_was_not_worked_and_counts_what_was(cast, campaign, network):
    for person in network[:2]:
        accept(invitation=called(campaign, person, cast.ada), at=NOON)
    works(campaign, network[0], 100)
    assert (release(campaign=campaign), release(campaign=campaign)) == (2, 0)
    assert [taken(person) for person in network[:2]] == [100, 0]
    calls = calls_of(network[0], NOON)
    assert (calls.given, calls.taken, calls.left, calls.load) == (300, 100, 200, {})


def test_work_beyond_the_promise_counts_up_to_the_years_end(cast, campaign, network):
    nia, ola, *_ = network
    for person in (nia, ola):
        accept(invitation=called(campaign, person, cast.ada, minutes=240), at=NOON)
    works(campaign, nia, 400)
    note_time(campaign=campaign, person=ola, kind=Kind.BREAKS, piece="b", seconds=60 * 400, at=NOON)
    release(campaign=campaign)
    assert (taken(nia), taken(ola)) == (300, 400)


def test_hours_fall_to_the_months_until_the_campaign_ends(cast, campaign, network):
    accept(invitation=called(campaign, network[1], cast.ada), at=NOON)
    load = calls_of(network[1], NOON).load
    assert [month.month for month in load] == [5, 6, 7, 8, 9, 10, 11, 12]
    assert sum(load.values()) == pytest.approx(5)


def test_hours_fall_before_the_day_on_which_a_campaign_closes(cast, network):
    closes = replace(make_wish(), closes_at=datetime(2026, 8, 10, tzinfo=UTC))
    campaign = make_open_campaign(lead=cast.ada, wish=closes)
    pays_nothing(campaign, cast.ada)
    accept(invitation=called(campaign, network[1], cast.ada, days=60), at=NOON.replace(month=6))
    assert list(calls_of(network[1], NOON).load) == [date(2026, month, 1) for month in (6, 7, 8)]


@pytest.mark.django_db(transaction=True)
def test_of_promises_made_at_once_only_as_many_hold_as_fit(cast):
    nia = make_member("Nia", hours=10)
    invitations = [_asked(nia, make_open_campaign(lead=cast.ada, title=f"Kitchen {n}")) for n in range(4)]

    def answer(invitation):
        try:
            return accept(invitation=invitation, at=NOON).state == State.ACCEPTED
        except Refusal:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(answer, invitations))
    assert sorted(answers) == [False, False, True, True]
    assert taken(nia) == 600
    assert Invitation.objects.filter(state=State.ACCEPTED).count() == 2


def _asked(person, campaign):
    """An invitation without a rate card: no test could take that away again."""
    lead = campaign.seats.get(role="lead").person
    made = Calling.objects.create(
        campaign=campaign, by=lead, sent=new_key(), role="red teamer", size=1, minutes=300, new_share=0,
        most=9, days=7, told="Rice.", called_at=NOON,
    )  # fmt: skip
    first: dict[str, Any] = {
        "minutes": 300,
        "gain": 1,
        "is_new": True,
        "asked_at": NOON,
        "answer_by": NOON + timedelta(days=7),
    }
    return Invitation.objects.create(calling=made, campaign=campaign, person=person, **first)
