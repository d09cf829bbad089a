"""Recipes: interventions as JSON and back, and what is wrong with those that cannot be followed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.interventions.composing import compose
from gadfly.science.interventions.critique import CritiqueAndRevise
from gadfly.science.interventions.filter import Filter
from gadfly.science.interventions.fine_tuned import FineTuned
from gadfly.science.interventions.kinds import KINDS
from gadfly.science.interventions.plain import Plain
from gadfly.science.interventions.prompted import Prompted, version
from gadfly.science.interventions.recipe import (
    RecipeError,
    interventions_of,
    recipe_of,
    released_as,
    step_of,
)
from gadfly.science.interventions.rejection import Rank, RejectionSampling
from gadfly.science.interventions.system_prompt import SystemPrompt
from gadfly.science.preference import PreferenceModel
from gadfly.science.preference.store import scorer_called, shipped
from tests.science.interventions.doubles import Table

TABLE = Table({})
WORDS = st.text(min_size=1).filter(str.strip)
FIRST = st.builds(FineTuned, WORDS, st.text())
LATER = st.one_of(
    st.builds(Plain, st.booleans()),
    st.just(Prompted()),
    st.builds(SystemPrompt, WORDS),
    st.builds(CritiqueAndRevise, st.lists(WORDS, min_size=1).map(tuple), st.integers(1, 8)),
    st.builds(Filter, st.just(TABLE), st.floats(-9, 9), WORDS),
)
RANKED = st.builds(
    RejectionSampling, st.just(TABLE), st.integers(2, 16), st.integers(1, 2), st.sampled_from(Rank)
)


def scorers(name: str) -> PreferenceModel:
    """The table under its name, with or without what stands behind the @."""
    return {"table": TABLE, "table@1": TABLE}[name]


@given(st.lists(FIRST, max_size=1), st.lists(LATER, max_size=4), st.lists(RANKED, max_size=1))
def test_a_recipe_makes_again_what_it_was_made_of(first, later, ranked):
    interventions = (*first, *later, *ranked)
    recipe = json.loads(json.dumps(recipe_of(interventions)))
    assert interventions_of(recipe, scorers) == interventions
    assert recipe_of([compose(*interventions)]) == recipe


@pytest.mark.parametrize(
    ("step", "intervention"),
    [
        ({"kind": "plain"}, Plain()),
        ({"kind": "plain", "example": False}, Plain(example=False)),
        ({"kind": "prompted"}, Prompted()),
        ({"kind": "prompted", "text": version()}, Prompted()),
        ({"kind": "rejection sampling", "scorer": "table"}, RejectionSampling(TABLE)),
        (
            {"kind": "rejection sampling", "scorer": "table", "k": 4, "keep": 1, "rule": "most harmful"},
            RejectionSampling(TABLE, 4, 1, Rank.MOST_HARMFUL),
        ),
        ({"kind": "fine-tuned", "model": "b"}, FineTuned("b")),
        ({"kind": "fine-tuned", "model": "b", "revision": ""}, FineTuned("b")),
        ({"kind": "system prompt", "text": "Be kind."}, SystemPrompt("Be kind.")),
        ({"kind": "critique and revise"}, CritiqueAndRevise()),
        (
            {"kind": "critique and revise", "principles": ["Be kind."], "rounds": 2},
            CritiqueAndRevise(("Be kind.",), 2),
        ),
        ({"kind": "filter", "scorer": "table", "threshold": 0}, Filter(TABLE, 0.0)),
        (
            {"kind": "filter", "scorer": "table@1", "threshold": -1.5, "says": "No."},
            Filter(TABLE, -1.5, "No."),
        ),
    ],
)
def test_what_has_a_default_may_be_left_out(step, intervention):
    assert interventions_of([step], scorers) == (intervention,)


def test_a_step_names_what_it_rests_on_to_the_last_bit():
    assert step_of(Prompted()) == {"kind": "prompted", "text": version()}
    assert step_of(RejectionSampling(shipped())) == {
        "kind": "rejection sampling",
        "scorer": shipped().scorer,
        "k": 16,
        "keep": 2,
        "rule": "least harmful",
    }
    assert interventions_of([step_of(Filter(shipped(), 0.0))], scorer_called) == (Filter(shipped(), 0.0),)


@pytest.mark.parametrize(
    ("recipe", "says"),
    [
        ({"kind": "plain"}, "A recipe is a list of steps."),
        ("plain", "A recipe is a list of steps."),
        (["plain"], "Step 1: a step is an object that names its kind."),
        ([{"text": "Be kind."}], "Step 1: a step is an object that names its kind."),
        ([{"kind": 1}], "Step 1: a step is an object that names its kind."),
        (
            [{"kind": "plain"}, {"kind": "magic"}],
            f"Step 2: there is no intervention called 'magic'; there are: {', '.join(KINDS)}.",
        ),
        (
            [{"kind": "plain", "text": "a"}],
            "Step 1, plain: there is no parameter called 'text'; there are: example.",
        ),
        ([{"kind": "fine-tuned"}], "Step 1, fine-tuned: 'model' is missing."),
        ([{"kind": "filter", "scorer": "table"}], "Step 1, filter: 'threshold' is missing."),
        ([{"kind": "rejection sampling"}], "Step 1, rejection sampling: 'scorer' is missing."),
        ([{"kind": "plain", "example": 1}], "Step 1, plain: 'example' must be true or false."),
        (
            [{"kind": "system prompt", "text": " "}],
            "Step 1, system prompt: 'text' must be a text that is not empty.",
        ),
        (
            [{"kind": "fine-tuned", "model": "a", "revision": 1}],
            "Step 1, fine-tuned: 'revision' must be a text.",
        ),
        (
            [{"kind": "rejection sampling", "scorer": "table", "k": True}],
            "Step 1, rejection sampling: 'k' must be a whole number.",
        ),
        (
            [{"kind": "rejection sampling", "scorer": "table", "rule": ["least harmful"]}],
            'Step 1, rejection sampling: \'rule\' must be "least harmful" or "most harmful".',
        ),
        (
            [{"kind": "rejection sampling", "scorer": "heavy"}],
            "Step 1, rejection sampling: there is no scorer called 'heavy' here.",
        ),
        (
            [{"kind": "rejection sampling", "scorer": "table", "k": 2, "keep": 3}],
            (
                "Step 1, rejection sampling: Rejection sampling keeps at least 1 and at most all of its 2 "
                "candidates, not 3."
            ),
        ),
        (
            [{"kind": "critique and revise", "principles": ["Be kind.", ""]}],
            "Step 1, critique and revise: 'principles' must be a list of texts that are not empty.",
        ),
        (
            [{"kind": "filter", "scorer": "table", "threshold": "low"}],
            "Step 1, filter: 'threshold' must be a number.",
        ),
        (
            [{"kind": "filter", "scorer": "table", "threshold": float("nan")}],
            "Step 1, filter: A filter needs a finite number as its threshold.",
        ),
        (
            [{"kind": "prompted", "text": "0123456789ab"}],
            (
                "Step 1, prompted: The preamble 0123456789ab is not the one that comes with this version of "
                f"Gadfly, which is {version()}. An arm must not change under way: make a new target."
            ),
        ),
        (
            [{"kind": "plain"}, {"kind": "fine-tuned", "model": "a"}],
            "Fine-tuned comes first: it changes which model is asked.",
        ),
    ],
)
def test_a_recipe_that_cannot_be_followed_says_why(recipe, says):
    with pytest.raises(RecipeError) as caught:
        interventions_of(recipe, scorers)
    assert str(caught.value) == says


def test_what_is_no_single_known_step_has_no_recipe():
    with pytest.raises(RecipeError, match="not several steps"):
        step_of(compose(Plain()))
    with pytest.raises(RecipeError, match="not Unheard"):
        step_of(type("Unheard", (), {})())


def test_the_released_name_needs_no_scorer():
    ranked = {"kind": "rejection sampling", "scorer": "anybody's"}
    assert released_as([{"kind": "prompted"}, ranked]) == "rejection sampling"
    assert released_as([]) == "plain lm"
    assert released_as([{"kind": "fine-tuned", "model": "b"}]) == "rlhf"
    with pytest.raises(RecipeError):
        released_as([{"kind": "magic"}])
