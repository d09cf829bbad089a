"""Exports: the page that offers them, and the file, whole and as it is made."""

import asyncio
from dataclasses import replace

import pytest
from asgiref.sync import async_to_sync
from django.urls import reverse

from gadfly.attacks.actions.importing import import_records
from gadfly.attacks.records import BATCH, records_of
from gadfly.reviews.views import exports
from gadfly.science.datasets import Form, pieces, read
from tests.attacks.test_importing import BARE
from tests.factories import NOON, make_attack, make_open_campaign
from tests.pages import pages

__all__ = ["pages"]


@pytest.fixture
def campaign(cast):
    return make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], reviewers=[cast.cy])


@pytest.fixture
def ada(client, cast):
    client.force_login(cast.ada)
    return client


def address(campaign, form):
    return reverse("export-file", args=[campaign.key, form])


def body(answer):
    async def read_on():
        return b"".join([piece async for piece in answer.streaming_content])

    return async_to_sync(read_on)()


@pytest.mark.parametrize("form", ["released", "native"])
@pytest.mark.django_db(transaction=True)
def test_the_file_is_what_the_command_would_write(ada, campaign, cast, pages, form):
    for _ in range(2):
        make_attack(campaign=campaign, person=cast.bo)
    make_attack(campaign=campaign, person=cast.bo, over=False)
    answer = ada.get(address(campaign, form))
    assert body(answer) == b"".join(pieces(records_of(campaign.pk), form=Form(form)))


@pytest.mark.django_db(transaction=True)
def test_a_file_of_many_batches_is_whole(ada, campaign, pages, tmp_path):
    count = 2 * BATCH + 1
    many = (replace(BARE, key=f"{number:022}") for number in range(count))
    for _ in import_records(campaign=campaign, records=many, at=NOON):
        pass
    path = tmp_path / "export.jsonl"
    path.write_bytes(body(ada.get(address(campaign, "native"))))
    assert [record.key for record in read(path)] == [f"{number:022}" for number in range(count)]


@pytest.mark.django_db(transaction=True)
def test_who_leaves_in_the_middle_of_a_download_leaves_nothing_running(ada, campaign, pages):
    many = (replace(BARE, key=f"{number:022}") for number in range(BATCH + 1))
    for _ in import_records(campaign=campaign, records=many, at=NOON):
        pass
    answer = ada.get(address(campaign, "native"))

    async def leave():
        stream = aiter(answer.streaming_content)
        first = await anext(stream)
        await stream.aclose()
        return first, len(asyncio.all_tasks())

    first, tasks = async_to_sync(leave)()
    assert (first[:1], tasks) == (b"{", 1)


def test_the_file_comes_as_one_to_keep_under_a_plain_name(ada, campaign):
    answer = ada.get(address(campaign, "released"))
    assert answer["Content-Type"] == "application/jsonl"
    assert answer["Content-Disposition"] == f'attachment; filename="{campaign.slug}-released.jsonl"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("form", ["csv", "Native", "everything"])
def test_a_form_that_there_is_not_is_not_found(ada, campaign, form):
    assert ada.get(address(campaign, form)).status_code == 404


@pytest.mark.parametrize("who", ["bo", "cy", "di", "eve", "fay", "gus"])
@pytest.mark.parametrize("form", ["", "native"])
def test_r17_an_export_has_the_same_door_as_a_page(client, campaign, cast, who, form):
    client.force_login(getattr(cast, who))
    name, more = ("export-file", [form]) if form else ("export", [])
    hidden = client.get(reverse(name, args=[campaign.key, *more]))
    absent = client.get(reverse(name, args=["absent", *more]))
    assert (hidden.status_code, hidden.content) == (404, absent.content)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_says_how_many_are_over_and_counts_in_one_query(
    ada, campaign, cast, django_assert_num_queries, count
):
    for _ in range(count):
        make_attack(campaign=campaign, person=cast.bo)
    make_attack(campaign=campaign, person=cast.bo, over=False)
    with django_assert_num_queries(4):
        page = " ".join(ada.get(reverse("export", args=[campaign.key])).content.decode().split())
    assert f"{count} attack{'s are' if count > 1 else ' is'} over and would be in the file." in page


def test_many_attacks_are_not_counted_to_the_end(ada, campaign, cast, monkeypatch):
    monkeypatch.setattr(exports, "MANY", 1)
    for _ in range(2):
        make_attack(campaign=campaign, person=cast.bo)
    page = ada.get(reverse("export", args=[campaign.key])).content.decode()
    assert "More than 1 attack" in page
