"""What leads and members see and press: three clicks fill a cohort, one answers."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from gadfly.calling.actions import accept, decline
from gadfly.calling.models import Calling, Invitation, State
from gadfly.campaigns.actions import close_campaign
from gadfly.ledger.actions import set_card
from gadfly.ledger.models import Stint
from gadfly.science.pay import Rate
from gadfly.shared.clock import now
from tests.calling.making import TOLD, invitation_of, make_calling, make_member
from tests.factories import NOON, make_open_campaign
from tests.network.factories import make_contract

SENT = "s" * 22


def cohort(campaign, **query):
    return reverse("campaign-cohort", args=[campaign.key]) + (
        "?" + urlencode(query, doseq=True) if query else ""
    )


def asks(**but):
    return {"role": "red teamer", "size": 3, "hours": 5, "new_share": 0, "most": 2, **but}


def invites(people):
    said = {"act": "invite", "told": TOLD, "days": 7, "sent": SENT, "people": [one.key for one in people]}
    return {**asks(), **said}


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def lead(client, cast):
    client.force_login(cast.ada)
    return client


@pytest.fixture
def called(cast, campaign, network):
    """Nia's invitation, which can be answered now."""
    make_calling(campaign, network[:1], cast.ada)
    Invitation.objects.update(answer_by=now() + timedelta(days=7))
    return invitation_of(network[0])


@pytest.fixture
def nia(client, called):
    client.force_login(called.person)
    return client


def test_three_clicks_fill_a_cohort_and_say_why(lead, campaign, network):
    assert cohort(campaign) in lead.get(reverse("campaign-seats", args=[campaign.key])).content.decode()
    first = lead.get(cohort(campaign))
    [wish] = re.findall(r'<form class="stack" method="get".*?</form>', first.content.decode(), re.DOTALL)
    sent = dict(re.findall(r'type="number" name="(\w+)" value="([^"]*)"', wish)) | {"role": "red teamer"}
    second = lead.get(cohort(campaign, **sent))
    page = text(second)
    assert "Proposed cohort" in page
    assert "first with Chemistry" in page
    third = lead.post(cohort(campaign), {**sent, **invites(network)})
    assert (third.status_code, Invitation.objects.count()) == (302, len(network))
    assert "6 asked" in text(lead.get(third["Location"]))
    assert DBTaskResult.objects.count() == 2


def test_what_cannot_be_met_is_said_and_an_empty_network_says_what_to_do(lead, campaign):
    page = text(lead.get(cohort(campaign, **asks(languages="norse", size=2))))
    for told in (
        "Not all of the wish can be met",
        "0 of 2 people",
        "Nobody in the network brings Norse",
        "Nobody can be called to this",
    ):
        assert told in page


def test_a_wish_that_makes_no_sense_is_sent_back(lead, campaign):
    answer = lead.get(cohort(campaign, **asks(size=0, hours=0)))
    assert answer.status_code == 422
    for told in ("Give a whole number from 1 to 100", "Give a number from 0.5 to 200"):
        assert told in text(answer)


@pytest.mark.parametrize(
    ("but", "sentence"),
    [
        ({"told": ""}, "Describe what people may come to see"),
        ({"people": []}, "Choose at least one person"),
        ({"people": ["nobody"]}, "None of these can be called any more"),
    ],
)
def test_an_invitation_that_lacks_something_is_sent_back_with_the_proposal(
    lead, campaign, network, but, sentence
):
    answer = lead.post(cohort(campaign), invites(network) | but)
    assert (answer.status_code, Invitation.objects.count()) == (422, 0)
    assert sentence in text(answer)
    assert "Proposed cohort" in text(answer)


def test_before_pay_is_said_the_page_says_so_and_nobody_is_invited(client, cast, network):
    campaign = make_open_campaign(lead=cast.eve, title="Elsewhere")
    client.force_login(cast.eve)
    assert "Nothing has been said of pay" in text(client.get(cohort(campaign, **asks())))
    assert client.post(cohort(campaign), invites(network)).status_code == 409
    assert Calling.objects.count() == 0


def test_pay_is_reckoned_for_the_hours(lead, cast, campaign, network):
    set_card(campaign=campaign, rate=Rate("EUR", 2000), floor=1200, by=cast.ada, at=NOON)
    assert "20.00 EUR an hour" in text(lead.get(cohort(campaign)))
    assert "2.5 hours come to 50.00 EUR" in text(lead.get(cohort(campaign, **asks(hours=2.5))))
    make_calling(campaign, network[:1], cast.ada)
    lead.force_login(network[0])
    assert "5 hours come to 100.00 EUR" in text(lead.get(reverse("call", args=[campaign.key])))


def test_what_a_contract_covers_is_not_told_to_who_has_not_signed(client, cast, campaign, called):
    campaign.contracts.add(make_contract(signers=[cast.ada], manager=cast.fay))
    client.force_login(cast.ada)
    page = text(client.get(cohort(campaign, **asks())))
    assert "This campaign has a contract" in page
    assert "Replies may be curt.</textarea>" not in page
    client.force_login(called.person)
    page = text(client.get(reverse("call", args=[campaign.key])))
    assert campaign.title not in page
    assert "Kitchen secrets" in page
    assert TOLD in page
    client.post(reverse("call", args=[campaign.key]), {"act": "accept"})
    assert "You accepted on" in text(client.get(reverse("call", args=[campaign.key])))


def test_a_draft_is_not_named_to_whom_it_invites(nia, campaign, called):
    type(campaign).objects.update(stage="draft")
    page = text(nia.get(reverse("call", args=[campaign.key])))
    assert campaign.title not in page
    assert TOLD in page
    assert "To be signed first" not in page


def test_a_lead_can_stop_asking_others(lead, cast, campaign, called):
    assert "Ask nobody else" in text(lead.get(cohort(campaign)))
    assert lead.post(cohort(campaign), {"act": "stop"}).status_code == 302
    assert "Nobody is asked in place" in text(lead.get(cohort(campaign)))


def test_who_accepted_stands_with_hours_and_who_declined_with_no_name(lead, cast, campaign, network, called):
    make_calling(campaign, network[1:3], cast.ada)
    accept(invitation=called, at=now())
    decline(invitation=invitation_of(network[1]), at=NOON)
    page = text(lead.get(cohort(campaign)))
    for told in ("1 accepted, 1 asked, 1 not coming", "Nia", "Pim", "Calendar of load"):
        assert told in page
    assert "Ola" not in page


def test_a_member_finds_the_invitation_on_the_first_page_and_says_yes(nia, campaign, called):
    assert "1 campaign would like you to take part" in text(nia.get(reverse("home")))
    mine = text(nia.get(reverse("my-calls")))
    assert "Up to 5 hours as red teamer" in mine
    page = text(nia.get(reverse("call", args=[campaign.key])))
    for told in (campaign.title, TOLD, "for volunteers", "Yes, take part"):
        assert told in page
    assert nia.post(reverse("call", args=[campaign.key]), {"act": "accept"})["Location"] == reverse(
        "my-calls"
    )
    mine = text(nia.get(reverse("my-calls")))
    for told in ("5 hours kept of your year", "<dt>Left</dt><dd>0 h</dd>", "Calendar of load", "Chemistry"):
        assert told in mine
    assert campaign.title in text(nia.get(reverse("home")))


def test_a_member_says_no_and_the_next_is_asked_by_the_clock(nia, campaign, called):
    nia.post(reverse("call", args=[campaign.key]), {"act": "decline"})
    assert Invitation.objects.get().state == State.DECLINED
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[called.calling_id]]
    assert "You declined. That is all." in text(nia.get(reverse("call", args=[campaign.key])))


def test_who_declines_a_campaign_that_pays_may_have_the_reading_paid(nia, cast, campaign, called):
    address = reverse("call", args=[campaign.key])
    assert "pay me for reading" not in text(nia.get(address))
    set_card(campaign=campaign, rate=Rate("EUR", 2000), floor=1200, by=cast.ada, at=NOON)
    assert "pay me for reading" in text(nia.get(address))
    for _ in range(2):
        nia.post(address, {"act": "decline paid"})
    assert Invitation.objects.get().state == State.DECLINED
    assert [(row.person, row.kind, row.seconds) for row in Stint.objects.all()] == [
        (called.person, "declined previews", 300)
    ]


def test_volunteers_are_paid_for_no_reading(nia, campaign, called):
    nia.post(reverse("call", args=[campaign.key]), {"act": "decline paid"})
    assert (Invitation.objects.get().state, Stint.objects.count()) == (State.DECLINED, 0)


def test_an_answer_too_late_is_refused_in_a_sentence(nia, campaign, called):
    close_campaign(campaign=campaign)
    answer = nia.post(reverse("call", args=[campaign.key]), {"act": "accept"})
    assert answer.status_code == 409
    assert "This invitation is over" in text(answer)
    assert nia.post(reverse("call", args=[campaign.key]), {"act": "perhaps"}).status_code == 422
    assert "would like you" not in text(nia.get(reverse("home")))


def test_closing_a_campaign_frees_the_hours(client, cast, campaign, called):
    accept(invitation=called, at=now())
    client.force_login(cast.ada)
    client.post(reverse("campaign-close", args=[campaign.key]))
    client.force_login(called.person)
    assert "0 hours worked of 5" in text(client.get(reverse("my-calls")))


def test_who_may_not_be_called_reads_why(client, cast):
    client.force_login(cast.bo)
    page = text(client.get(reverse("my-calls")))
    assert "Nobody calls you by what you wrote" in page
    quiet = make_member("Uma", calling=False)
    client.force_login(quiet)
    assert "did not consent" in text(client.get(reverse("my-calls")))


def test_another_persons_invitation_is_none(client, cast, campaign, called):
    client.force_login(cast.bo)
    assert client.get(reverse("call", args=[campaign.key])).status_code == 404
