import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from gadfly.attacks import actions as attacks
from gadfly.attacks.models import Attack
from gadfly.attacks.tables import choice_of as table_choice
from gadfly.attacks.tables import table_of
from gadfly.insights.choice import Choice
from gadfly.insights.models import Report
from gadfly.insights.queries import telling_of
from gadfly.insights.reporting import ATTACKS, FEW, reported
from gadfly.people.actions import make_person
from gadfly.reviews.models import Review
from gadfly.science.insights.registry import SECTIONS, Entry
from tests.factories import NOON, make_attack, make_open_campaign
from tests.insights.planting import rated
from tests.reviews.making import make_batch, make_reviewers, vote


def names(made):
    return [section["name"] for section in made.body["sections"]]


def table(made, section, name):
    [told] = [each for each in made.body["sections"] if each["name"] == section]
    return next(each for each in told["tables"] if each["name"] == name)


@pytest.fixture
def crowded(cast):
    """A campaign of 24 attacks by six members."""
    members = [make_person(email=f"m{n}@example.org", name=f"M {n}", at=NOON)[0] for n in range(6)]
    campaign = make_open_campaign(lead=cast.ada, red_teamers=members)
    rated(campaign, members, 24)
    return campaign


def test_without_attacks_there_is_nothing_but_a_count(campaign):
    made = reported(campaign, Choice())
    assert (made.body["over"], made.body["n"], made.body["sections"], made.pictures) == (0, 0, [], {})


@pytest.mark.parametrize("count", [1, FEW - 1])
def test_of_very_few_attacks_it_only_counts(campaign, people, count):
    rated(campaign, people, count)
    made = reported(campaign, Choice())
    assert names(made) == ["by_arm", "datasheet"]
    assert sum(row["n"] for row in table(made, "by_arm", "by_arm")["rows"]) == count
    assert [column[2] for column in table(made, "by_arm", "by_arm")["columns"][1:]] == ["count"] * 4
    assert made.body["few"]


def test_of_few_attacks_it_tells_no_interval_and_compares_nothing(campaign, people):
    rated(campaign, people, ATTACKS - 1)
    made = reported(campaign, Choice())
    assert made.body["few"]
    assert not {"cells", "slopes", "rating_and_score"} & set(names(made))
    columns = [
        column for each in made.body["sections"] for one in each["tables"] for column in one["columns"]
    ]
    assert not any(interval for *_, interval in columns)


def test_many_attacks_by_few_members_are_few_still(campaign, people):
    rated(campaign, people, ATTACKS)
    assert reported(campaign, Choice()).body["few"]


def test_enough_attacks_get_every_section_of_the_registry(crowded):
    made = reported(crowded, Choice())
    assert names(made) == ["by_arm", *(entry.name for entry in SECTIONS if not entry.of_map)]
    assert not made.body["few"]
    assert all(row["mean_low"] is not None for row in table(made, "by_arm", "by_arm")["rows"])
    json.dumps(made.body, allow_nan=False)


def test_charts_are_drawn_and_know_the_dark(crowded):
    pictures = reported(crowded, Choice()).pictures
    assert {"ratings", "lorenz"} <= set(pictures)
    assert all("prefers-color-scheme: dark" in svg for svg in pictures.values())


def test_skipped_and_open_attacks_are_in_no_figure(campaign, cast, mo):
    make_attack(campaign=campaign, person=mo, over=False)
    begun = make_attack(campaign=campaign, person=cast.bo, over=False)
    attacks.skip_attack(attack=begun, at=NOON, scoring=lambda _attack: None)
    made = reported(campaign, Choice())
    assert (made.body["over"], made.body["n"], made.body["skipped"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("choice", "count"),
    [
        (Choice(rated="2"), 2),
        (Choice(rated="success"), 2),
        (Choice(rated="no"), 2),
        (Choice(since="2026-05-14"), 12),
        (Choice(until="2026-05-13"), 0),
        (Choice(tag="unheard of"), 0),
    ],
)
def test_filters_leave_out_and_what_they_leave_out_is_counted(campaign, people, choice, count):
    rated(campaign, people, 12)
    made = reported(campaign, choice)
    telling = telling_of(Report(campaign=campaign, body=made.body), choice)
    assert (made.body["n"], telling.excluded) == (count, 12 - count)


def test_the_arms_divide_the_attacks(campaign, people):
    rated(campaign, people, 12)
    counts = {row["arm"]: row["n"] for row in table(reported(campaign, Choice()), "by_arm", "by_arm")["rows"]}
    assert sum(counts.values()) == 12
    for arm, count in counts.items():
        assert reported(campaign, Choice(arm=arm)).body["n"] == count


def test_every_linked_figure_rests_on_the_attacks_the_table_shows(crowded):
    """A second count: the table's own query for each count that links to it."""
    made = reported(crowded, Choice())
    telling = telling_of(Report(campaign=crowded, body=made.body), Choice())
    seen = 0
    for section in telling.sections:
        for each in section.tables:
            for place, row in enumerate(each.rows):
                for (label, _), cell in zip(each.heads, row, strict=True):
                    address = urlsplit(cell.address)
                    if address.path.endswith("/attacks/") and label in {"Attacks", "Not rated"}:
                        asked = table_choice(parse_qs(address.query))
                        assert len(table_of(crowded, asked).rows) == int(cell.text), (
                            each.title,
                            place,
                            label,
                        )
                        seen += 1
    assert seen > 8


def test_few_members_who_make_most_of_it_are_told_in_a_warning(crowded):
    busy = crowded.attacks.first().person
    assert reported(crowded, Choice()).body["warnings"] == []
    rated(crowded, [busy], 90)
    [warning] = reported(crowded, Choice()).body["warnings"]
    assert warning.startswith("One member of 6 made 80 %")


def test_a_tag_shows_its_attacks(campaign, people, cast):
    made = rated(campaign, people, 3)
    make_reviewers(campaign, 1)
    batch = make_batch(campaign)
    for item in batch.items.all():
        vote(item, 1, 2)
    Review.objects.filter(assignment__item__attack=made[1]).update(tags=["Fraud"])
    told = reported(campaign, Choice(tag="Fraud"))
    assert (told.body["n"], told.body["keys"], told.body["tags"]) == (1, [made[1].key], ["Fraud"])
    assert reported(campaign, Choice()).body["keys"] == []


def test_agreement_is_told_with_the_sentence_where_it_is_too_low(campaign, people):
    rated(campaign, people, 6)
    assert "agreement" not in names(reported(campaign, Choice()))
    make_reviewers(campaign, 2)
    for number, item in enumerate(make_batch(campaign).items.all()):
        vote(item, *((0, 4) if number % 2 else (4, 0)))
    made = reported(campaign, Choice())
    assert names(made)[-1] == "agreement"
    [warning] = made.body["warnings"]
    assert warning.startswith("Agreement of reviewers: Too low to conclude")
    rows = table(made, "agreement", "agreement")["rows"]
    assert [row["items"] for row in rows] == [6, 6, 6, 6]
    assert rows[2]["alpha"] < 0


def test_agreement_counts_the_attacks_of_the_choice_alone(campaign, people):
    rated(campaign, people, 6)
    make_reviewers(campaign, 1)
    for item in make_batch(campaign).items.all():
        vote(item, 2, 2)
    rows = table(reported(campaign, Choice(rated="no")), "agreement", "agreement")["rows"]
    assert [row["items"] for row in rows] == [1, 1, 1, 1]


def test_a_section_that_cannot_be_computed_says_so_and_takes_no_other_with_it(crowded):
    def broken(_attacks):
        raise ZeroDivisionError

    entries = [Entry("odd_part", broken, 1), *SECTIONS[:1], Entry("a map", broken, 1, of_map=True)]
    made = reported(crowded, Choice(), entries)
    assert names(made) == ["by_arm", "odd_part", "cells"]
    assert made.body["sections"][1]["title"] == "Odd part"


def test_attacks_without_a_date_stand_outside_every_span(campaign, people):
    rated(campaign, people, 2)
    Attack.objects.update(started_at=None)
    assert reported(campaign, Choice(since="2026-01-01")).body["n"] == 0
    assert reported(campaign, Choice()).body["n"] == 2
    Attack.objects.update(started_at=NOON + timedelta(days=1))
    assert reported(campaign, Choice(since="2026-05-15", until="2026-05-15")).body["n"] == 2
