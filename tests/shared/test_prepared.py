from datetime import UTC, datetime, timedelta

import pytest

from gadfly.people.models import Person
from gadfly.shared.clock import now
from gadfly.shared.prepared import ANY, Prepared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people():
    for name in ("ada", "bo"):
        Person.objects.create(email=f"{name}@example.org", name=name, joined_at=now())


def test_it_returns_what_the_queryset_would_each_time_for_other_values(django_assert_num_queries):
    named = Prepared(lambda name: Person.objects.filter(name=name), name="somebody")
    with django_assert_num_queries(3):
        found = [named(name=name) for name in ("ada", "bo", "nobody")]
    assert found == [list(Person.objects.filter(name=name)) for name in ("ada", "bo", "nobody")]
    assert found[0][0].joined_at.tzinfo is not None


def test_a_value_may_stand_in_several_places_and_beside_fixed_ones():
    found = Prepared(
        lambda name: Person.objects.filter(name=name, email__startswith=name, is_active=True), name="ada"
    )
    assert [person.name for person in found(name="ada")] == ["ada"]


def test_what_is_selected_with_it_is_there_without_another_query(django_assert_num_queries):
    ada, bo = Person.objects.order_by("name")
    bo.host = ada
    bo.save()
    guest = Prepared(lambda pk: Person.objects.filter(pk=pk).select_related("host"), pk=ANY)
    with django_assert_num_queries(2):
        assert guest(pk=bo.pk)[0].host == ada
        assert guest(pk=ada.pk)[0].host is None


def test_an_example_that_is_lost_on_the_way_is_told():
    lost = Prepared(lambda name: Person.objects.all(), name="x")  # noqa: ARG005 -- that is the mistake
    with pytest.raises(ValueError, match="does not appear"):
        lost(name="ada")


def test_a_missing_value_is_an_error():
    named = Prepared(lambda name: Person.objects.filter(name=name), name="somebody")
    with pytest.raises(KeyError):
        named()


def test_tuples_come_of_values_list_and_moments_go_in_and_out_as_moments():
    ada, bo = Person.objects.order_by("name")
    since = Prepared(
        lambda at: Person.objects.filter(joined_at__gt=at).order_by("name").values_list("name", "joined_at"),
        at=datetime.max.replace(tzinfo=UTC),
    )
    assert since(at=ada.joined_at - timedelta(seconds=1)) == [("ada", ada.joined_at), ("bo", bo.joined_at)]
    assert since(at=bo.joined_at) == []
