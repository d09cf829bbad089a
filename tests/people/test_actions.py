"""Persons are made once; links sign in once, for 72 hours, and only their digest is kept (R27)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from gadfly.people.actions import give_link, make_person, sign_in
from gadfly.people.models import Office, Person, SignInLink
from gadfly.people.queries import guests_of, holder_of, person_with
from tests.factories import NOON


def test_one_address_is_one_person_whatever_its_capitals(cast):
    again, made = make_person(email=" Bo@Example.ORG", name="Somebody else", at=NOON)
    assert (again, again.name, made) == (cast.bo, "Bo", False)
    assert person_with("BO@example.org") == cast.bo
    assert person_with("nobody@example.org") is None


def test_nobody_has_a_password(cast):
    assert [person.has_usable_password() for person in cast.everyone] == [False] * 7


def test_a_link_signs_its_holder_in_once(cast):
    token = give_link(person=cast.bo, at=NOON)
    assert holder_of(token, NOON) == cast.bo
    assert sign_in(token=token, at=NOON) == cast.bo
    assert sign_in(token=token, at=NOON) is None
    assert holder_of(token, NOON) is None


def test_a_reusable_link_signs_in_as_often_as_one_likes_until_it_is_too_old(cast):
    token = give_link(person=cast.bo, at=NOON, reusable=True)
    late = NOON + timedelta(hours=71, minutes=59)
    assert [sign_in(token=token, at=at) for at in (NOON, late)] == [cast.bo, cast.bo]
    assert sign_in(token=token, at=NOON + timedelta(hours=72)) is None


@pytest.mark.parametrize(("hours", "works"), [(0, True), (71.9, True), (72, False), (10_000, False)])
def test_a_link_lasts_72_hours(cast, hours, works):
    token, later = give_link(person=cast.bo, at=NOON), NOON + timedelta(hours=hours)
    assert (holder_of(token, later) == cast.bo) is works
    assert (sign_in(token=token, at=later) == cast.bo) is works


def test_a_token_nobody_was_given_signs_nobody_in(cast):
    give_link(person=cast.bo, at=NOON)
    assert (sign_in(token="guessed", at=NOON), holder_of("guessed", NOON)) == (None, None)


def test_a_link_to_a_closed_account_signs_nobody_in(cast):
    token = give_link(person=cast.bo, at=NOON)
    Person.objects.filter(pk=cast.bo.pk).update(is_active=False)
    assert (holder_of(token, NOON), sign_in(token=token, at=NOON)) == (None, None)


def test_a_new_link_ends_those_given_before_to_the_same_person_only(cast):
    old, other = give_link(person=cast.bo, at=NOON), give_link(person=cast.cy, at=NOON)
    new = give_link(person=cast.bo, at=NOON)
    assert [holder_of(token, NOON) for token in (old, other, new)] == [None, cast.cy, cast.bo]


def test_the_token_is_256_random_bits_and_not_kept(cast):
    token = give_link(person=cast.bo, at=NOON)
    kept = SignInLink.objects.get()
    assert len(token) == 43
    assert token not in {str(value) for value in vars(kept).values()}
    assert len(kept.digest) == 64


@pytest.mark.django_db(transaction=True)
def test_of_many_who_open_a_link_at_once_one_gets_in():
    person, _ = make_person(email="bo@example.org", name="Bo", at=NOON)
    token = give_link(person=person, at=NOON)

    def open_it(_):
        try:
            return sign_in(token=token, at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        let_in = [signed for signed in pool.map(open_it, range(16)) if signed]
    assert let_in == [person]


def test_guests_are_plain_members_whom_the_host_brought(cast):
    guest, _ = make_person(email="guest@example.org", name="Guest", at=NOON, host=cast.ada)
    make_person(email="high@example.org", name="High", at=NOON, host=cast.ada, office=Office.MANAGER)
    make_person(email="other@example.org", name="Other", at=NOON, host=cast.eve)
    assert list(guests_of(cast.ada)) == [guest]
    Person.objects.filter(pk=guest.pk).update(is_active=False)
    assert list(guests_of(cast.ada)) == []
