"""`gadfly member`: a person, and the way in."""

import re

import pytest
from django.urls import reverse

from gadfly.people.models import Office, Person

pytestmark = pytest.mark.django_db


def link_in(said):
    return re.search(r"^(\S+)(/sign-in/\S+/)$", said.out, re.MULTILINE)


def test_a_new_person_gets_a_link_that_signs_in(gadfly, client):
    said = gadfly("member", "Ada@Example.org", "--name", "Ada", "--office", "lead")
    person = Person.objects.get()
    assert (person.email, person.name, person.office) == ("ada@example.org", "Ada", Office.LEAD)
    assert said.out.startswith("Ada (lead) signs in here, once, within 72 hours:\nhttp://127.0.0.1:8000/")
    client.post(link_in(said)[2])
    assert b"Ada" in client.get(reverse("home")).content


def test_without_a_name_the_address_gives_one(gadfly):
    assert gadfly("member", "bo@example.org").out.startswith("bo (member)")


def test_the_link_begins_with_the_sites_own_address(gadfly):
    said = gadfly("member", "ada@example.org", "--site", "https://gadfly.example.org")
    assert link_in(said)[1] == "https://gadfly.example.org"


def test_a_person_who_is_here_stays_as_they_are_and_gets_a_new_link(gadfly, client):
    first = gadfly("member", "ada@example.org", "--name", "Ada", "--office", "lead")
    second = gadfly("member", "ada@example.org", "--name", "Eve", "--office", "manager")
    assert second.out.startswith("Ada (lead)")
    assert Person.objects.count() == 1
    assert client.post(link_in(first)[2]).status_code == 404
    assert client.post(link_in(second)[2]).status_code == 302


@pytest.mark.parametrize("email", ["ada", "ada@", "@example.org", "ada @example.org", ""])
def test_what_is_no_address_is_said_to_be_none(gadfly, email):
    said = gadfly("member", email)
    assert (said.code, said.out, Person.objects.count()) == (2, "", 0)
    assert said.err == f"gadfly: {email} is not an e-mail address. Give one like ada@example.org.\n"


def test_an_office_that_there_is_not_is_refused(gadfly):
    assert gadfly("member", "ada@example.org", "--office", "king").code == 2
