"""People are asked once, with a letter that tells nothing; others are asked in place of who does not come."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from gadfly.calling import tasks
from gadfly.calling.actions import accept, decline, pass_on, stop_calling
from gadfly.calling.actions.asking import _invite
from gadfly.calling.models import Calling, Invitation, State
from gadfly.calling.queries import called_to
from gadfly.campaigns.actions import close_campaign
from gadfly.network.actions import write_to_member
from gadfly.network.models import Letter
from gadfly.science.selection import Chosen, Member
from gadfly.shared.refusal import NotValid, Refusal
from tests.calling.making import TOLD, invitation_of, make_calling, make_member, pays_nothing
from tests.factories import NOON, make_open_campaign

LATER = NOON + timedelta(days=8)


def asked():
    rows = Invitation.objects.filter(state=State.ASKED).order_by("pk")
    return [row.person.name for row in rows.select_related("person")]


def test_each_is_asked_once_with_why_and_until_when(cast, campaign, network):
    made = make_calling(campaign, network[:2], cast.ada, sent="a" * 22)
    again = make_calling(campaign, network[:4], cast.ada, sent="a" * 22)
    assert (again, made.size) == (made, 2)
    one = invitation_of(network[0])
    assert (one.minutes, one.answer_by, one.state) == (300, NOON + timedelta(days=7), State.ASKED)
    assert one.reasons[0] == "first with Chemistry"
    assert Invitation.objects.count() == 2


def test_the_letter_names_neither_the_campaign_nor_what_it_is_about(cast, campaign, network):
    make_calling(campaign, network[:1], cast.ada)
    [letter] = Letter.objects.all()
    for told in (campaign.title, TOLD, campaign.key, "http"):
        assert told not in letter.body
    assert (letter.subject, letter.application.email) == (
        "A campaign would like you to take part",
        network[0].email,
    )
    for told in ("Hello Nia", "up to 5 hours", "until 21 May 2026"):
        assert told in letter.body


def test_nobody_is_asked_before_pay_is_said_nor_to_what_is_closed(cast, campaign, network):
    with pytest.raises(Refusal, match="Say first what the campaign pays"):
        make_calling(make_open_campaign(lead=cast.eve, title="Elsewhere"), network, cast.eve)
    close_campaign(campaign=campaign)
    with pytest.raises(Refusal, match="is closed"):
        make_calling(campaign, network, cast.ada)
    assert Calling.objects.count() == 0


def test_who_cannot_be_called_any_more_is_passed_over(cast, campaign, network):
    make_calling(campaign, network[:1], cast.ada)
    assert make_calling(campaign, network[:2], cast.ada).invitations.get().person == network[1]
    with pytest.raises(NotValid, match="None of these"):
        make_calling(campaign, network[:2], cast.ada)
    assert Calling.objects.count() == 2


def test_after_a_no_the_next_best_is_asked_and_nobody_twice(cast, campaign, network):
    made = make_calling(campaign, network[:2], cast.ada)
    decline(invitation=invitation_of(network[0]), at=NOON)
    [one] = pass_on(calling=made.pk, at=NOON)
    assert one.person not in network[:2]
    assert pass_on(calling=made.pk, at=NOON) == []
    for _ in network:
        Invitation.objects.filter(state=State.ASKED).update(state=State.DECLINED)
        pass_on(calling=made.pk, at=NOON)
    assert asked() == []
    assert Invitation.objects.count() == len(network)


def test_what_is_not_answered_in_time_lapses_and_somebody_else_is_asked(cast, campaign, network):
    made = make_calling(campaign, network[:2], cast.ada)
    accept(invitation=invitation_of(network[0]), at=NOON)
    assert len(pass_on(calling=made.pk, at=LATER)) == 1
    states = {row.person: row.state for row in Invitation.objects.select_related("person")}
    assert (states[network[0]], states[network[1]]) == (State.ACCEPTED, State.LAPSED)
    assert len(states) == 3


def test_in_place_of_a_new_perspective_another_one_is_asked(cast, campaign, network):
    old = make_member("Old hand", domains={"chemistry": 4, "law": 4})
    elsewhere = make_open_campaign(lead=cast.ada, title="Elsewhere")

    pays_nothing(elsewhere, cast.ada)
    make_calling(elsewhere, [old], cast.ada)
    accept(invitation=invitation_of(old), at=NOON)
    made = make_calling(campaign, network[:1], cast.ada, new_share=100)
    decline(invitation=invitation_of(network[0]), at=NOON)
    [one] = pass_on(calling=made.pk, at=NOON)
    assert one.is_new


@pytest.mark.parametrize("ends", ["stopped", "closed"])
def test_nobody_else_is_asked_once_the_lead_stops_or_the_campaign_is_closed(cast, campaign, network, ends):
    made = make_calling(campaign, network[:2], cast.ada)
    if ends == "stopped":
        assert (stop_calling(campaign=campaign, at=NOON), stop_calling(campaign=campaign, at=NOON)) == (1, 0)
    else:
        close_campaign(campaign=campaign)
    assert pass_on(calling=made.pk, at=LATER) == []
    assert asked() == []


def test_who_did_not_come_is_a_number_and_no_name(cast, campaign, network):
    assert called_to(campaign) is None
    make_calling(campaign, network[:4], cast.ada)
    accept(invitation=invitation_of(network[0]), at=NOON)
    decline(invitation=invitation_of(network[1]), at=NOON)
    Invitation.objects.filter(person=network[2]).update(state=State.LAPSED)
    called = called_to(campaign)
    assert [row.person.name for row in called.accepted] == ["Nia"]
    assert [row.person.name for row in called.asked] == ["Qi"]
    assert (called.not_coming, called.goes_on) == (2, True)
    assert sum(called.load.values()) == pytest.approx(5)


def test_the_clock_asks_the_next_and_comes_back_at_their_deadline(cast, campaign, network):
    made = make_calling(campaign, network[:2], cast.ada)
    Invitation.objects.update(answer_by=NOON)
    assert tasks.take_up_callings() == 1
    tasks.ask_next.func(made.pk)
    assert len(asked()) == 2
    assert tasks.take_up_callings() == 0
    tasks.post_letters.func()
    tasks.ask_next.func(made.pk)
    ahead = [task for task in DBTaskResult.objects.all() if task.task_path.endswith("ask_next")]
    assert sorted(task.args_kwargs["args"] for task in ahead) == [[made.pk], [made.pk]]


def test_who_joined_by_no_application_gets_no_letter(cast):

    assert write_to_member(person=cast.bo, template="called", at=NOON, hours="5", until="May") is None


def test_who_was_asked_by_another_lead_at_the_same_moment_is_asked_once(cast, campaign, network):
    made = make_calling(campaign, network[:1], cast.ada)
    assert (
        _invite(made, network[0], Chosen("", 1.0, (), None, None), Member(name="", covers={}, hours=9), NOON)
        is None
    )
    assert (Invitation.objects.count(), Letter.objects.count()) == (1, 1)
