"""Reviews go out with the attacks and come back with them; the released form has the union of their tags."""

import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from gadfly.attacks.actions.importing import import_records
from gadfly.attacks.models import Attack
from gadfly.reviews import actions
from gadfly.reviews.answers import Answers
from gadfly.reviews.models import Assignment
from gadfly.reviews.queries import votes_in
from gadfly.reviews.records import reviewed_records
from gadfly.reviews.votes import AUTHOR
from gadfly.science.datasets import Form, pieces, read, write
from tests.factories import NOON, make_campaign
from tests.reviews.making import LATER, make_batch, make_reviewed_campaign, make_reviewers, reviewed
from tests.science.datasets.records import FULL

TAGS = (("Theft", "Weapons"), ("Theft", "Other"), ("Self-harm",))


@pytest.fixture
def campaign(cast):
    made = make_reviewed_campaign(cast.ada, cast.bo, attacks=2)
    make_reviewers(made, 3)
    return made


def review_first(batch, *, at=LATER):
    item = batch.items.select_related("batch", "attack").first()
    rows = item.assignments.select_related("item__batch__campaign").order_by("pk")
    for row, tags, grade in zip(rows, TAGS, (0, 4, 3), strict=True):
        reviewed(row, grade, at, tags=tags, note=f"said {grade}")
    return item


def test_the_union_of_tags_stands_in_the_released_form_sorted(campaign):
    item = review_first(make_batch(campaign, overlap=3))
    rows = [
        json.loads(line)
        for line in b"".join(pieces(reviewed_records(campaign), form=Form.RELEASED)).splitlines()
    ]
    by_intent = {row["task_description"]: row["tags"] for row in rows}
    assert by_intent.pop(item.attack.intent) == ["Other", "Self-harm", "Theft", "Weapons"]
    assert list(by_intent.values()) == [None]


def test_every_review_stands_in_the_native_form_under_a_number(campaign):
    item = review_first(make_batch(campaign, overlap=3))
    numbers = set(campaign.seats.filter(role="reviewer").values_list("pseudonym", flat=True))
    [record] = [one for one in reviewed_records(campaign) if one.key == item.attack.key]
    assert [one.success for one in record.reviews] == [0, 4, 3]
    assert {one.reviewer for one in record.reviews} == numbers
    assert {(one.taxonomy, one.batch) for one in record.reviews} == {
        ("Red teaming 2022, version 1", item.batch.key)
    }


def test_a_second_vote_replaces_the_tags_of_the_first_and_both_stand(campaign):
    item = review_first(make_batch(campaign, overlap=3))
    actions.open_discussion(item=item, at=LATER)
    row = item.assignments.select_related("item__batch__campaign").order_by("pk").first()
    again = Answers(4, ("Bullying & harassment",))
    actions.record_review(assignment=row, answers=again, key="again", revision=0, at=LATER, number=2)
    [record] = [one for one in reviewed_records(campaign) if one.key == item.attack.key]
    assert record.tags == ("Bullying & harassment", "Other", "Self-harm", "Theft")
    assert [one.round for one in record.reviews] == [1, 1, 1, 2]


def test_a_calibration_round_is_told_apart_and_gives_no_tags(campaign):
    review_first(make_batch(campaign, overlap=3, calibration=True, size=1))
    records = list(reviewed_records(campaign))
    assert [record.tags for record in records] == [None, None]
    assert {one.calibration for record in records for one in record.reviews} == {True}


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_export_import_export_is_the_identity_with_reviews(cast, campaign, tmp_path, name):
    review_first(make_batch(campaign, overlap=3))
    before = list(reviewed_records(campaign))
    write(tmp_path / name, before, form=Form.NATIVE)
    Assignment.objects.all().delete()
    campaign.batches.all().delete()
    Attack.objects.all().delete()
    again = make_campaign(lead=cast.ada, title="Again")
    for _ in import_records(campaign=again, records=read(tmp_path / name), at=NOON):
        pass
    assert list(reviewed_records(again)) == before


def test_reviews_from_a_file_stand_before_those_made_here(cast, campaign):
    record = replace(FULL, key="k", state="ended")
    for _ in import_records(campaign=campaign, records=[record], at=NOON):
        pass
    batch = make_batch(campaign, overlap=2)
    item = batch.items.select_related("batch").get(attack__key="k")
    row = item.assignments.select_related("item__batch__campaign").first()
    reviewed(row, 1, tags=("Theft",))
    [told] = [one for one in reviewed_records(campaign) if one.key == "k"]
    assert (told.tags, told.reviews[:2], len(told.reviews)) == (("Kitchen", "Theft"), FULL.reviews, 3)


@pytest.mark.parametrize("name", ["old.jsonl", "old.parquet"])
def test_a_file_from_before_there_were_reviews_is_read(tmp_path, name):
    bare = replace(FULL, reviews=())
    path = tmp_path / name
    write(path, [bare, bare], form=Form.NATIVE)
    if name.endswith("parquet"):
        table = pq.read_table(path)
        pq.write_table(table.drop_columns(["reviews"]), path)
    else:
        path.write_text(path.read_text().replace(',"reviews":[]', ""))
    assert "reviews" not in (pq.read_schema(path).names if name.endswith("parquet") else path.read_text())
    assert list(read(path)) == [bare, bare]


def test_votes_are_rows_of_item_rater_and_value(cast, campaign):
    batch = make_batch(campaign, overlap=3)
    item = review_first(batch)
    make_batch(campaign, overlap=3, calibration=True)
    Attack.objects.filter(pk=item.attack_id).update(success=2)
    votes = votes_in(campaign)
    assert [(vote.item, vote.value) for vote in votes] == [(item.attack.key, grade) for grade in (0, 4, 3)]
    assert len({vote.rater for vote in votes}) == 3
    assert votes_in(campaign, batch=batch) == votes
    own = votes_in(campaign, author=True)[-1]
    assert (own.item, own.rater, own.value) == (item.attack.key, AUTHOR, 2)
    assert votes_in(campaign, number=2, author=True) == []
