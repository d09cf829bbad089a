"""The design page: a grid of endpoints and interventions becomes the arms of the terms."""

from dataclasses import replace

import pytest
from django.urls import reverse

from gadfly.campaigns.actions import ImportedArms, set_up_target
from gadfly.campaigns.columns import first
from gadfly.campaigns.models import Endpoint, Target
from gadfly.campaigns.queries import newest_terms
from gadfly.campaigns.queries.grid import grid_of
from gadfly.campaigns.wish import Wish, wish_of
from gadfly.science.datasets.record import Arm
from gadfly.science.dialogue import Sampling
from tests.factories import (
    NOON,
    make_attack,
    make_campaign,
    make_endpoint,
    make_open_campaign,
    make_target,
    make_wish,
)


@pytest.fixture
def ada(client, cast):
    client.force_login(cast.ada)
    return client


@pytest.fixture
def rows(db):
    """Two sizes of one model."""
    for size in ("13B", "52B"):
        make_endpoint(f"house {size}")
        Endpoint.objects.filter(name=f"house {size}").update(size=size, model=f"house-{size.lower()}")
    return list(Endpoint.objects.order_by("name"))


@pytest.fixture
def campaign(cast):
    return make_campaign(lead=cast.ada, wish=Wish(brief="Be curt."))


def address(campaign):
    return reverse("campaign-design", args=[campaign.key])


def typed(page):
    """What a browser would send back: every field of the page's form as it stands."""
    form, expected = page.context["form"], page.context["expected"]
    sent = {"columns": ""}
    for part in (form, expected, *form.columns):
        for field in part:
            value = field.value()
            if field.widget_type == "checkbox":
                value = "on" if value else None
            sent[field.html_name] = field.field.prepare_value(value)
    sent |= {f"column-{column.place}-kind": column.kind for column in form.columns}
    return {name: value for name, value in sent.items() if value is not None}


def send(client, campaign, **said):
    return client.post(address(campaign), {**typed(client.get(address(campaign))), **said})


def cell(endpoint, place, weight="1", quota=""):
    return {f"cell-{endpoint.pk}-{place}-weight": weight, f"cell-{endpoint.pk}-{place}-quota": quota}


def arms_of(campaign):
    arms = newest_terms(campaign).arms.select_related("target").order_by("pk")
    return [(arm.target.name, arm.target.intervention, arm.weight, arm.quota) for arm in arms]


def test_cells_become_arms_of_targets_named_after_endpoint_and_intervention(ada, campaign, rows):
    small, large = rows
    answer = send(ada, campaign, **cell(small, 0), **cell(small, 2, "2", "30"), **cell(large, 1))
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{address(campaign)}?people=20&attacks=10")
    assert sorted(arms_of(campaign)) == [
        ("house 13B, plain", "plain lm", 1, None),
        ("house 13B, rejection sampling, 2 of 16", "rejection sampling", 2, 30),
        ("house 52B, prompted", "context distillation", 1, None),
    ]
    target = Target.objects.get(name="house 13B, rejection sampling, 2 of 16")
    assert (target.endpoint, target.size, target.recipe[1]["k"]) == (small, "13B", 16)


def test_what_was_laid_out_stands_on_the_page_again(ada, campaign, rows):
    send(ada, campaign, **cell(rows[0], 0), **cell(rows[1], 2, "2", "30"), temperature="0.5")
    page = ada.get(address(campaign))
    form = page.context["form"]
    assert [column.kind for column in form.columns] == ["plain", "rejection sampling"]
    assert typed(page).items() >= {**cell(rows[1], 1, 2, 30), "temperature": 0.5}.items()
    assert wish_of(newest_terms(campaign)).brief == "Be curt."


def test_laying_the_same_out_again_changes_nothing(ada, campaign, rows):
    send(ada, campaign, **cell(rows[0], 0), **cell(rows[1], 2))
    before = list(Target.objects.values()), list(newest_terms(campaign).arms.values())
    send(ada, campaign)
    assert (list(Target.objects.values()), list(newest_terms(campaign).arms.values())) == before


def test_an_emptied_cell_is_dropped(ada, campaign, rows):
    send(ada, campaign, **cell(rows[0], 0), **cell(rows[1], 1))
    send(ada, campaign, **cell(rows[0], 0, ""))
    assert arms_of(campaign) == [("house 52B, prompted", "context distillation", 1, None)]


def test_a_target_that_is_there_is_used_again_by_another_campaign(ada, cast, campaign, rows):
    other = make_campaign(lead=cast.ada)
    send(ada, campaign, **cell(rows[0], 1))
    send(ada, other, **cell(rows[0], 1))
    assert arms_of(other) == arms_of(campaign)
    assert Target.objects.count() == 1


def test_another_sampling_or_another_text_makes_another_target_of_a_numbered_name(ada, campaign, rows):
    send(ada, campaign, **cell(rows[0], 0))
    send(ada, campaign, temperature="0.7", **cell(rows[0], 0))
    assert arms_of(campaign) == [("house 13B, plain 2", "plain lm", 1, None)]
    assert [target.temperature for target in Target.objects.order_by("pk")] == [1.0, 0.7]


def test_a_frozen_design_is_changed_in_the_next_version(ada, cast, rows):
    plain = set_up_target(name="house 13B, plain", endpoint=rows[0], size="13B")
    campaign = make_open_campaign(lead=cast.ada, wish=make_wish(plain))
    assert send(ada, campaign).status_code == 302
    assert newest_terms(campaign).number == 1
    assert (
        b"Nothing changed: version 1 stays as it is."
        in ada.get(f"{address(campaign)}?people=5&attacks=5&share=.3&sd=1&icc=.1&person_by_arm=0").content
    )
    send(ada, campaign, **cell(rows[1], 0))
    assert newest_terms(campaign).number == 2
    assert [name for name, *_ in arms_of(campaign)] == ["house 13B, plain", "house 52B, plain"]
    assert b"is a draft until" in ada.get(send(ada, campaign)["Location"]).content


@pytest.mark.parametrize(
    ("kind", "label"),
    [("filter", "filter below 0"), ("system prompt", "system prompt"), ("fine-tuned", "fine-tuned *-rlhf")],
)
def test_a_column_is_added_without_a_script_and_nothing_typed_is_lost(ada, campaign, rows, kind, label):
    page = send(ada, campaign, act="add", kind=kind, temperature="hot", **cell(rows[0], 0, "7"))
    assert page.status_code == 200
    assert [column.label for column in page.context["form"].columns][3:] == [label]
    assert typed(page).items() >= {**cell(rows[0], 0, "7"), "temperature": "hot"}.items()
    assert arms_of(campaign) == []
    sent = typed(page) | {"temperature": "1", **cell(rows[0], 0, ""), **cell(rows[1], 3)}
    assert ada.post(address(campaign), sent).status_code == 302
    assert [intervention for _, intervention, *_ in arms_of(campaign)] == [
        {"fine-tuned": "rlhf"}.get(kind, kind)
    ]


def test_a_second_column_may_be_added_beside_one_that_is_not_finished(ada, campaign, rows):
    page = send(ada, campaign, act="add", kind="filter")
    unfinished = typed(page) | {
        "column-3-threshold": "?",
        "column-2-k": "",
        "act": "add",
        "kind": "critique and revise",
    }
    page = ada.post(address(campaign), unfinished)
    assert [column.kind for column in page.context["form"].columns][3:] == ["filter", "critique and revise"]
    assert typed(page)["column-3-threshold"] == "?"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("column-2-k", "1", "Rejection sampling keeps at least 1"),
        ("column-2-keep", "65", "Give a whole number from 1 to 64."),
        ("column-2-keep", "1", "The terms ask for 2 candidates a turn. Keep as many."),
        ("temperature", "6", "Give a number from 0 to 5."),
        ("top_p", "nan", "Give a number from 0.01 to 1."),
        ("max_tokens", "0", "Give a whole number from 1 to 100000."),
        ("people", "0", "Give a whole number from 1 to 100000."),
        ("icc", "1", "The parts of the variance are 0 or more, and together less than 1."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_saved(
    ada, campaign, rows, field, value, sentence
):
    page = send(ada, campaign, **cell(rows[0], 2), **{field: value})
    assert page.status_code == 422
    assert page.content.decode().count(sentence) == 1
    assert (arms_of(campaign), Target.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("part", "value", "sentence"),
    [
        ("weight", "101", "Give a whole number from 1 to 100."),
        ("weight", "0", "Give a whole number from 1 to 100."),
        ("weight", "", "Give it a weight too, or empty its quota."),
        ("quota", "0", "Give a whole number from 1 to 1000000."),
    ],
)
def test_a_cell_that_cannot_be_is_said(ada, campaign, rows, part, value, sentence):
    sent = cell(rows[0], 0, "1", "5") | {f"cell-{rows[0].pk}-0-{part}": value}
    page = send(ada, campaign, **sent)
    assert (page.status_code, page.content.decode().count(sentence), arms_of(campaign)) == (422, 1, [])


def test_a_column_without_a_cell_may_be_unfinished(ada, campaign, rows):
    assert send(ada, campaign, **cell(rows[0], 0), **{"column-2-k": ""}).status_code == 302


def test_two_columns_that_are_the_same_are_refused(ada, campaign, rows):
    page = send(ada, campaign, act="add", kind="plain")
    page = ada.post(address(campaign), typed(page) | cell(rows[0], 0) | cell(rows[0], 3))
    assert (page.status_code, b"Two columns are the same." in page.content) == (422, True)


def test_targets_an_operator_registered_stand_in_their_cell_or_beside_the_grid(ada, campaign, rows):
    drawn = Sampling(0.7, 0.95, 400)
    plain = set_up_target(name="house plain", endpoint=rows[0], size="13B", sampling=drawn)
    labelled = set_up_target(
        name="house served prompted", endpoint=rows[0], intervention="context distillation", sampling=drawn
    )
    cold = set_up_target(name="house, cold", endpoint=rows[1], sampling=replace(drawn, temperature=0.1))
    set_up_target(name="house 13B, by a grid", endpoint=rows[0], sampling=replace(drawn, temperature=0.2))
    set_up_target(name="retired", endpoint=rows[0], sampling=replace(drawn, temperature=0.3))
    Target.objects.filter(name="retired").update(retired=True)
    Target.objects.filter(pk=plain.pk).update(size="13B")
    page = ada.get(address(campaign))
    assert page.context["form"].initial["max_tokens"] == 400
    assert [target for target, _ in page.context["form"].others] == [labelled, cold]
    send(
        ada, campaign, **cell(rows[0], 0), **{f"target-{cold.pk}-weight": "3", f"target-{cold.pk}-quota": "9"}
    )
    assert {(name, weight, quota) for name, _, weight, quota in arms_of(campaign)} == {
        ("house plain", 1, None),
        ("house, cold", 3, 9),
    }
    grid = grid_of(newest_terms(campaign))
    assert set(grid.cells) == {(rows[1].pk, 0)} or set(grid.cells) == {(rows[0].pk, 0)}


def test_two_targets_of_one_cell_are_told_apart(ada, campaign, rows):
    """The second stands beside the grid, and stays an arm."""
    for name in ("one", "two"):
        set_up_target(name=name, endpoint=rows[0], size="13B")
    terms = newest_terms(campaign)
    for target in Target.objects.order_by("pk"):
        terms.arms.create(target=target, weight=2)
    send(ada, campaign)
    assert arms_of(campaign) == [("one", "plain lm", 2, None), ("two", "plain lm", 2, None)]


def test_a_retired_endpoint_is_a_row_only_where_an_arm_rests_on_it(ada, campaign, rows):
    send(ada, campaign, **cell(rows[0], 0))
    Endpoint.objects.update(retired=True)
    page = ada.get(address(campaign))
    assert [endpoint for endpoint, _ in page.context["form"].rows] == [rows[0]]
    assert b"13B, retired" in page.content


def test_what_the_design_can_show_is_said_with_what_it_rests_on(ada, campaign, rows):
    assert b"Nothing yet. Give a cell a weight, and save." in ada.get(address(campaign)).content
    answer = send(
        ada,
        campaign,
        people="30",
        attacks="20",
        icc="0.2",
        **cell(rows[0], 0),
        **cell(rows[0], 1),
        **cell(rows[1], 0, "1", "6"),
    )
    content = ada.get(answer["Location"]).content.decode()
    assert "With 30 people and 20 attacks each, 6 to 297 an arm, the smallest difference" in content
    assert "20 % of the variance between people" in content
    assert "house 52B, plain (6): not even a difference" in content
    assert 'value="30"' in content


def test_too_many_small_arms_are_counted_and_all_of_them_are_said_to_be(ada, campaign, rows):
    quotas = [cell(rows[number % 2], number // 2, "1", "5" if number else "") for number in range(8)]
    page = send(ada, campaign, act="add", kind="critique and revise")
    sent = {name: value for one in quotas for name, value in one.items()}
    answer = ada.post(address(campaign), typed(page) | sent)
    assert b"and 1 more: not even" in ada.get(answer["Location"]).content
    assert b"On every arm: not even" in ada.get(answer["Location"].replace("people=20", "people=2")).content


def test_expectations_in_the_address_that_cannot_be_are_said(ada, campaign):
    page = ada.get(f"{address(campaign)}?people=0")
    assert (page.status_code, b"Give a whole number from 1 to 100000." in page.content) == (200, True)


def test_without_an_endpoint_the_page_leads_to_where_one_is_registered(ada, campaign):
    assert reverse("endpoint-new").encode() in ada.get(address(campaign)).content


def test_a_page_without_room_offers_no_further_column(ada, campaign, rows):
    page = send(ada, campaign)
    sent = typed(ada.get(address(campaign)))
    for _ in range(9):
        page = ada.post(address(campaign), {**sent, "act": "add", "kind": "plain"})
        sent = typed(page)
    assert (len(page.context["form"].columns), b"Another column" in page.content) == (12, False)
    page = ada.post(address(campaign), {**sent, "act": "add", "kind": "plain"})
    assert len(page.context["form"].columns) == 12


def test_a_kind_that_does_not_exist_is_not_added(ada, campaign, rows):
    assert send(ada, campaign, act="add", kind="wishing").status_code == 302
    assert arms_of(campaign) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_however_large_the_grid(ada, cast, django_assert_num_queries, count):
    targets = [make_target(f"target {n}", endpoint=make_endpoint(f"house {n}")) for n in range(count)]
    campaign = make_campaign(lead=cast.ada, wish=make_wish(*targets))
    with django_assert_num_queries(9):
        ada.get(address(campaign))


def test_the_grid_of_a_new_campaign_has_the_columns_of_the_paper(campaign, rows):
    grid = grid_of(newest_terms(campaign))
    assert list(grid.columns) == [first(kind) for kind in ("plain", "prompted", "rejection sampling")]
    assert (grid.endpoints, grid.arms) == (rows, [])


def test_endpoints_of_imported_attacks_are_no_rows(campaign, rows):
    arms = ImportedArms(campaign, NOON)
    arms.of(Arm(intervention="rlhf", size="52B", model="elsewhere-1"))
    assert grid_of(newest_terms(campaign)).endpoints == rows


def test_the_overview_of_a_draft_says_what_it_can_show(ada, campaign, rows):
    overview = reverse("campaign", args=[campaign.key])
    assert b"It can show" not in ada.get(overview).content
    send(ada, campaign, **cell(rows[0], 0), **cell(rows[1], 0, "1", "3"))
    content = ada.get(overview).content
    assert b"With 20 people and 10 attacks each, 3 to 197 an arm" in content
    assert b"Some cells get too few attacks." in content


def test_the_overview_says_when_every_arm_is_full(ada, cast):
    targets = [make_target(name) for name in ("plain", "careful")]
    wish = replace(make_wish(*targets), quotas={target.pk: 1 for target in targets})
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)
    overview = reverse("campaign", args=[campaign.key])
    make_attack(campaign=campaign, person=cast.bo)
    content = ada.get(overview).content
    assert (b"1 of 1" in content, b"0 of 1" in content) == (True, True)
    assert b"Every arm has all its attacks" not in content
    make_attack(campaign=campaign, person=cast.bo)
    assert b"Every arm has all its attacks" in ada.get(overview).content


def test_the_terms_page_keeps_the_arms_and_names_them(ada, campaign, rows):
    send(ada, campaign, **cell(rows[0], 0, "2", "30"))
    content = ada.get(reverse("campaign-terms", args=[campaign.key])).content
    assert b"house 13B, plain, weight 2, 30 attacks at most" in content
