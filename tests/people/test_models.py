"""What a person is."""

import pytest
from django.db import IntegrityError

from gadfly.people.actions import give_link
from gadfly.people.models import Person, SignInLink
from tests.factories import NOON


def test_leads_and_managers_may_found_campaigns(cast):
    assert [person.name for person in cast.everyone if person.may_found_campaigns] == ["Ada", "Eve", "Fay"]


@pytest.mark.django_db
def test_the_database_knows_the_offices():
    with pytest.raises(IntegrityError, match="office_is_known"):
        Person.objects.create(email="x@example.org", name="X", office="emperor", joined_at=NOON)


def test_a_person_is_shown_by_name_and_a_link_by_whose_it_is(cast):
    give_link(person=cast.bo, at=NOON)
    assert (str(cast.bo), str(SignInLink.objects.get())) == ("Bo", "link of Bo")
