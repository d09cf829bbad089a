"""Signing in and out in the browser."""

import pytest
from django.test import Client
from django.urls import reverse

from gadfly.people.actions import give_link
from gadfly.shared.clock import now


@pytest.fixture
def link(cast):
    return reverse("sign-in-link", args=[give_link(person=cast.bo, at=now())])


def person_in(client):
    return client.session.get("_auth_user_id")


def test_opening_a_link_asks_and_uses_nothing_up(client, link):
    for _ in range(2):
        client.head(link)
        page = client.get(link)
        assert (page.status_code, b"Sign in as Bo" in page.content) == (200, True)
    assert person_in(client) is None


def test_the_button_signs_in_and_leads_to_the_work(client, cast, link):
    answer = client.post(link)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    assert person_in(client) == str(cast.bo.pk)


def test_a_used_link_says_so_to_whoever_comes_second(client, link):
    client.post(link)
    second = Client()
    answers = [second.get(link), second.post(link)]
    assert [(answer.status_code, b"This link does not work" in answer.content) for answer in answers] == [
        (404, True),
        (404, True),
    ]
    assert person_in(second) is None


def test_a_used_link_and_one_never_given_get_the_same_answer(client, link):
    client.post(link)
    used, unknown = Client().get(link), Client().get(reverse("sign-in-link", args=["x" * 43]))
    assert (used.status_code, used.content) == (unknown.status_code, unknown.content)


def test_nobody_can_be_signed_in_by_another_site(link):
    """Login CSRF: a form elsewhere that posts the attacker's own link."""
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link).status_code == 403
    assert person_in(strict) is None


def test_the_session_gets_a_new_id_at_sign_in(client, link):
    session = client.session
    session["before"] = True
    session.save()
    planted = session.session_key
    client.cookies["session"] = planted
    client.post(link)
    assert client.session.session_key != planted
    assert not type(session)().exists(planted)


def test_signing_in_as_another_leaves_nothing_of_the_first_session(client, cast, link):
    client.force_login(cast.ada)
    session = client.session
    session["mine"] = "Ada's"
    session.save()
    assert b"You are signed in as Ada now" in client.get(link).content
    client.post(link)
    assert (person_in(client), client.session.get("mine")) == (str(cast.bo.pk), None)


def test_signing_out_ends_the_session_and_clears_the_browser(client, cast):
    client.force_login(cast.bo)
    key = client.session.session_key
    answer = client.post(reverse("sign-out"))
    assert (answer.status_code, answer["Clear-Site-Data"]) == (302, '"cookies", "storage"')
    assert person_in(client) is None
    assert not type(client.session)().exists(key)


def test_signing_out_is_never_a_link(client, cast):
    client.force_login(cast.bo)
    assert client.get(reverse("sign-out")).status_code == 405
    assert person_in(client) == str(cast.bo.pk)


@pytest.mark.django_db
def test_the_sign_in_page_says_how(client):
    page = client.get(reverse("sign-in"), {"next": "https://elsewhere.example/"})
    assert (page.status_code, b"Open the link you were sent" in page.content) == (200, True)
    assert b"elsewhere" not in page.content


@pytest.mark.django_db
def test_a_page_for_members_sends_a_stranger_to_sign_in(client):
    answer = client.get(reverse("campaign-new"))
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
