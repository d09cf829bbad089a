"""Columns stand for recipes, and recipes are recognised as columns."""

import pytest

from gadfly.campaigns.columns import KINDS, Column, column_of, first
from gadfly.campaigns.forms.columns import FORMS
from gadfly.campaigns.models import Intervention
from gadfly.science.interventions.recipe import RecipeError, released_as


def test_there_is_a_form_for_each_kind_and_it_asks_for_its_parameters():
    assert list(FORMS) == list(KINDS)
    assert {kind: set(form.base_fields) for kind, form in FORMS.items()} == {
        kind: set(said) for kind, said in KINDS.items()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_recognised_by_its_recipe_and_called_what_releases_call_it(kind):
    column = first(kind)
    recipe = column.recipe("house")
    assert column_of(recipe, "house") == column
    assert released_as(recipe) in Intervention.values
    assert (bool(column.card.does), bool(column.card.costs)) == (True, True)


def test_the_recipes_of_the_paper_are_those_of_the_paper():
    steps = [[step["kind"] for step in first(kind).recipe("house")] for kind in list(KINDS)[:4]]
    assert steps == [["plain"], ["prompted"], ["prompted", "rejection sampling"], ["fine-tuned"]]
    sampling = first("rejection sampling").recipe("house")[1]
    assert (sampling["k"], sampling["keep"], sampling["rule"]) == (16, 2, "least harmful")
    assert [released_as(first(kind).recipe("house")) for kind in list(KINDS)[:4]] == [
        "plain lm", "context distillation", "rejection sampling", "rlhf",
    ]  # fmt: skip


def test_a_fine_tuned_model_is_named_after_the_rows_own():
    column = Column("fine-tuned", {"model": "*-rlhf", "revision": ""})
    assert column.recipe("house-52b")[0]["model"] == "house-52b-rlhf"
    assert column_of([{"kind": "fine-tuned", "model": "other"}], "house-52b").said["model"] == "other"
    assert column_of([{"kind": "fine-tuned", "model": "other"}], "").said["model"] == "other"


@pytest.mark.parametrize("recipe", [[], [{"kind": "plain", "example": False}]])
def test_a_recipe_without_steps_is_plain(recipe):
    assert column_of(recipe, "house") == first("plain")


@pytest.mark.parametrize(
    "recipe",
    [
        [{"kind": "rejection sampling", "scorer": "light-1", "rule": "most harmful"}],
        [{"kind": "plain"}, {"kind": "system prompt", "text": "Be curt."}],
        [{"kind": "prompted"}, {"kind": "system prompt", "text": "Be curt."}],
        [{"kind": "filter", "scorer": "another-1", "threshold": 0}],
        [{"kind": "wishing"}],
    ],
    ids=["an attacker's tool", "a composition", "prompted twice", "a scorer that is not here", "nothing"],
)  # fmt: skip
def test_a_recipe_that_a_grid_does_not_offer_is_no_column(recipe):
    assert column_of(recipe, "house") is None


def test_columns_are_told_apart_by_their_labels():
    assert [first(kind).label for kind in KINDS] == [
        "plain", "prompted", "rejection sampling, 2 of 16", "fine-tuned *-rlhf", "system prompt",
        "critique and revise", "filter below 0",
    ]  # fmt: skip
    assert Column("plain", {"example": True}).label == "plain, with an example"
    assert Column("filter", {"threshold": -1.5, "prompted": True}).label == "filter below -1.5, prompted"
    sampling = Column("rejection sampling", {"k": 8, "keep": 2, "prompted": False})
    assert sampling.label == "rejection sampling, 2 of 8, not prompted"


def test_a_column_that_makes_no_recipe_says_why():
    with pytest.raises(RecipeError, match="keeps at least 1"):
        Column("rejection sampling", {"k": 2, "keep": 3, "prompted": True}).recipe("house")
