"""`gadfly power`: what a study can show, without a site."""

import json

import pytest

from gadfly.cli.power import ASSUMED
from gadfly.science.power import Assumptions

DESIGN = ("--people", 20, "--attacks", 10)


def test_it_says_what_can_be_shown_and_what_that_rests_on(gadfly):
    said = gadfly("power", *DESIGN, "--arms", 4)
    shown, assumed = said.out.splitlines()
    assert shown.startswith("With 20 people and 10 attacks each, 50 an arm, the smallest difference")
    assert assumed.startswith("Taken for granted: 33.8 % successes")


def test_as_json_it_tells_each_arm(gadfly):
    found = json.loads(gadfly("power", *DESIGN, "--weights", "2,1,1", "--icc", "0.3", "--json").out)
    assert found["expected"] == [100.0, 50.0, 50.0]
    assert found["assuming"]["icc"] == 0.3
    assert found["each"][1] == found["each"][2]
    assert found["worst"]["mean"] > found["each"][1]["mean"]


def test_what_it_takes_for_granted_is_what_the_science_does():
    assert Assumptions(**{name.replace("-", "_"): value for name, value, _ in ASSUMED}) == Assumptions()


@pytest.mark.parametrize(
    "words",
    [("--arms", 0), ("--arms", 2, "--icc", 2), ("--weights", "1,x"), ("--weights", "1,0"), (),
     ("--arms", 2, "--weights", "1,1")],
)  # fmt: skip
def test_what_makes_no_study_is_not_understood(gadfly, words):
    said = gadfly("power", *DESIGN, *words)
    assert (said.code, said.out) == (2, "")
    assert said.err
