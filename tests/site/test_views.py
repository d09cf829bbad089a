"""Pages of no area."""

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_r44_health_needs_no_login_and_tells_nothing_else(client):
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "text/plain", b"well\n")


def test_a_site_without_its_database_says_that_it_is_unwell(client, monkeypatch):
    def away(*_):
        raise OperationalError("the address of the database, which is nobody's business")

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.content) == (503, b"unwell\n")


def test_health_takes_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(reverse("healthz"))


def test_help_is_open_to_everyone_and_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(reverse("help"))
    assert (page.status_code, b"What is kept about you" in page.content) == (200, True)


@pytest.mark.parametrize("kind", ["", "model", "scripted"])
def test_every_page_of_a_scripted_demo_says_so_and_no_other_does(client, settings, cast, kind):
    settings.DEMO = kind
    told = b"Scripted model: replies are canned" in client.get(reverse("help")).content
    missing = b"Scripted model: replies are canned" in client.get("/nothing/").content
    client.force_login(cast.ada)
    inside = b"Scripted model: replies are canned" in client.get(reverse("home")).content
    assert {told, missing, inside} == {kind == "scripted"}
