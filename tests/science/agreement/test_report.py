"""The report says what may be concluded, with everything it rests on."""

import json

import numpy as np
import pytest

from gadfly.science.agreement import Level, Rating, agreement_of, majority, ratings_of, verdict
from gadfly.science.agreement.report import json_of, lines_of
from gadfly.science.shares import wilson
from tests.science.agreement.raters_made import planted


def told(ratings, level=Level.ORDINAL, **but):
    return agreement_of(ratings, level, rng=np.random.default_rng(0), resamples=20, **but)


@pytest.mark.parametrize(
    ("value", "low", "said"),
    [(None, None, "not defined"), (0.9, None, "Firm"), (0.9, 0.7, "tentative"), (0.9, 0.5, "Too low"),
     (0.8, 0.8, "Firm"), (0.667, None, "tentative"), (-0.1, None, "Too low")],
)  # fmt: skip
def test_the_verdict_goes_by_the_lower_end(value, low, said):
    assert said in verdict(value, low)


def test_the_leading_interval_is_over_both_where_there_are_raters_enough():
    assert told(planted(50, 6, 3).ratings).over == "both"
    assert told(planted(50, 3, 3).ratings).over == "items"
    assert told(planted(5, 3, 3).ratings).over is None


def test_in_words_and_as_json_it_says_what_is_missing():
    few = [Rating("a", "x", 1.0), Rating("b", "y", 1.0)]
    found = told(ratings_of(few), missing=3, misread=2, gold={})
    said = "\n".join(lines_of(found))
    assert "2 items have one rating" in said
    assert "3 rows have no value" in said
    assert "2 rows were left out" in said
    assert "Krippendorff's alpha  not defined" in said
    assert "No item has a true value" in said
    plain = json.loads(json.dumps(json_of(found)))
    assert (plain["alpha"], plain["alpha_ci"], plain["rater_model"]) == (None, None, None)
    assert plain["majority_accuracy"] is None
    assert "two ratings" in plain["fleiss_kappa_why"]


def test_many_raters_are_shown_in_part_and_all_told_as_json():
    found = told(planted(60, 40, 3).ratings, Level.NOMINAL)
    assert lines_of(found)[-1] == "and 10 more: see --json"
    assert len(json_of(found)["rater_model"]["raters"]) == 40
    assert json_of(found)["majority_accuracy"] is None


def test_a_model_that_did_not_come_to_rest_is_called_rough(monkeypatch):
    from gadfly.science.agreement.raters import fitting  # noqa: PLC0415 -- to be cut short here alone

    monkeypatch.setattr(fitting, "MOST_ROUNDS", 1)
    assert "had not come to rest" in "\n".join(lines_of(told(planted(60, 5, 3).ratings)))


def test_the_majority_is_compared_with_gold_ties_by_lot():
    rows = {"a": "ssg", "b": "gg", "c": "sg", "d": "s", "e": "x"}
    ratings = ratings_of(Rating(i, f"r{n}", v) for i, values in rows.items() for n, v in enumerate(values))
    found = majority(ratings, {"a": "s", "b": "s", "c": "g", "d": "nothing said"})
    assert found[:1] + found[3:] == (pytest.approx((1 + 0 + 0.5 + 0) / 4), 4, 1, 1)
    assert (found.low, found.high) == wilson(0.375, 4)
