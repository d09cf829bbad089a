"""Who takes part: the lead's page."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from gadfly.campaigns.actions import give_seat
from gadfly.campaigns.models import Seat
from gadfly.people.actions import make_person
from gadfly.people.models import Person, SignInLink
from tests.factories import NOON, make_campaign, make_open_campaign


@pytest.fixture
def campaign(cast):
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])


@pytest.fixture
def ada(client, cast):
    client.force_login(cast.ada)
    return client


def send(client, campaign, **said):
    return client.post(reverse("campaign-seats", args=[campaign.key]), said)


def link_in(answer):
    found = re.search(r'value="http://testserver(/sign-in/[\w-]{43}/)"', answer.content.decode())
    return found and found[1]


NEW = {"email": "new@example.org", "name": "New", "role": "red teamer", "act": "give"}


def test_a_newcomer_gets_an_account_a_seat_and_a_link_that_is_shown_once(ada, cast, campaign):
    answer = send(ada, campaign, **NEW)
    person = Person.objects.get(email="new@example.org")
    assert (person.name, person.office, person.host) == ("New", "member", cast.ada)
    assert Seat.objects.filter(person=person, campaign=campaign, role="red teamer").exists()
    link = link_in(answer)
    assert link_in(ada.get(reverse("campaign-seats", args=[campaign.key]))) is None
    newcomer = Client()
    newcomer.post(link)
    assert newcomer.session["_auth_user_id"] == str(person.pk)


def test_who_has_an_account_gets_a_seat_and_no_link(ada, cast, campaign):
    answer = send(ada, campaign, email="FAY@example.org", name="Whoever", role="reviewer")
    assert (answer.status_code, link_in(answer), SignInLink.objects.count()) == (200, None, 0)
    assert b"Fay has a seat" in answer.content
    assert Seat.objects.get(person=cast.fay).role == "reviewer"


def test_a_lead_gets_no_link_into_an_account_they_did_not_make(ada, cast, campaign):
    answer = send(ada, campaign, act="link", person=cast.bo.key)
    assert (answer.status_code, link_in(answer), SignInLink.objects.count()) == (409, None, 0)
    assert b"Bo gets a sign-in link from whoever runs this site" in answer.content


def test_a_guest_can_be_handed_a_new_link_which_ends_the_old_one(ada, campaign):
    old = link_in(send(ada, campaign, **NEW))
    key = Person.objects.get(email="new@example.org").key
    new = link_in(send(ada, campaign, act="link", person=key))
    assert [Client().get(link).status_code for link in (old, new)] == [404, 200]


def test_a_guest_who_joined_elsewhere_is_out_of_the_hosts_hands(ada, cast, campaign):
    send(ada, campaign, **NEW)
    person = Person.objects.get(email="new@example.org")
    give_seat(campaign=make_campaign(lead=cast.eve), person=person, role="red teamer", at=NOON)
    assert send(ada, campaign, act="link", person=person.key).status_code == 409


def test_a_seat_is_ended_and_the_campaign_is_gone_for_the_person(ada, cast, campaign):
    assert send(ada, campaign, act="end", person=cast.bo.key).status_code == 302
    person = Client()
    person.force_login(cast.bo)
    assert person.get(reverse("brief", args=[campaign.key])).status_code == 404


def test_a_lead_who_leaves_goes_home(ada, cast, campaign):
    give_seat(campaign=campaign, person=cast.eve, role="lead", at=NOON)
    answer = send(ada, campaign, act="end", person=cast.ada.key)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))


def test_the_last_lead_is_told_why_they_cannot_leave(ada, cast, campaign):
    answer = send(ada, campaign, act="end", person=cast.ada.key)
    assert (answer.status_code, b"A campaign needs a lead." in answer.content) == (409, True)


def test_a_second_part_in_one_campaign_is_refused_in_a_sentence(ada, campaign):
    answer = send(ada, campaign, email="bo@example.org", name="Bo", role="reviewer")
    assert (answer.status_code, b"Bo is here as red teamer already" in answer.content) == (409, True)


@pytest.mark.parametrize("act", ["end", "link"])
def test_acts_reach_nobody_outside_the_campaign(ada, cast, campaign, act):
    make_open_campaign(lead=cast.eve, red_teamers=[cast.cy])
    for key in (cast.cy.key, "", "x" * 500):
        assert send(ada, campaign, act=act, person=key).status_code == 404
    assert Seat.objects.get(person=cast.cy).left_at is None


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"email": "nobody"}, "email", b"Give an e-mail address, such as bo@example.org."),
        ({"email": ""}, "email", b"Give an e-mail address, such as bo@example.org."),
        ({"name": " "}, "name", b"Give the name they go by."),
        ({"role": "steward"}, "role", b"Select a valid choice."),
    ],
    ids=["no address", "empty address", "no name", "a role there is not"],
)
def test_bad_input_gets_a_sentence_beside_its_field(ada, campaign, said, field, sentence):
    answer = send(ada, campaign, **{**NEW, **said})
    assert (answer.status_code, answer.content.count(sentence)) == (422, 1)
    assert f'id="id_{field}_error"'.encode() in answer.content
    assert not Person.objects.filter(email="new@example.org").exists()


def test_names_that_are_not_in_the_form_change_nothing(ada, campaign):
    """R19."""
    more = {"office": "manager", "is_active": "", "host": "1", "pseudonym": "7", "left_at": "2026-01-01"}
    send(ada, campaign, **NEW, **more)
    person = Person.objects.get(email="new@example.org")
    seat = Seat.objects.get(person=person)
    assert (person.office, person.is_active, seat.pseudonym, seat.left_at) == ("member", True, None, None)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_however_many_people(ada, campaign, django_assert_num_queries, count):
    for number in range(count):
        person, _ = make_person(email=f"{number}@example.org", name="Someone", at=NOON)
        give_seat(campaign=campaign, person=person, role="reviewer", at=NOON)
    with django_assert_num_queries(7):
        ada.get(reverse("campaign-seats", args=[campaign.key]))
