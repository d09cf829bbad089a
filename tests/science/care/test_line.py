"""The hard line as a matcher of combinations; its rules are shown with harmless words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.science.care import line
from gadfly.science.care.line import NEAR, Combinations, digest, shipped

KITCHEN = Combinations(
    frozenset(map(digest, ["kitten"])), frozenset(map(digest, ["soup"])), frozenset([digest("marzipan")])
)
FILL = " word" * (NEAR - 1)


@pytest.mark.parametrize(
    ("text", "crossed"),
    [
        ("A kitten in the soup", True),
        ("SOUP, then a KITTEN", True),
        ("Ｋitten and soup", True),
        (f"kitten{FILL} soup", True),
        (f"kitten{FILL} word soup", False),
        ("kitten", False),
        ("soup for everybody", False),
        ("kittens like soups", False),
        ("a piece of marzipan", True),
        ("a 12-year-old and soup", True),
        ("soup for a 9 yo", True),
        ("soup for a 40 year old", False),
        ("12 years old, no lunch", False),
        ("", False),
        ("\ud800 soup", False),
    ],
)
def test_a_combination_crosses_the_line_and_each_half_does_not(text, crossed):
    assert KITCHEN.crossed(text) is crossed


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text):
    assert KITCHEN.crossed(text) in {True, False}


@given(st.text(alphabet="abc ", max_size=50), st.text(alphabet="abc ", max_size=50))
def test_more_text_around_never_hides_a_combination(before, after):
    assert KITCHEN.crossed(f"{before} kitten soup {after}")


def test_what_ships_knows_its_two_kinds_and_lets_cooking_be():
    ours = shipped()
    assert ours.crossed("sexual content about minors")
    assert not ours.crossed("May my child of 12 years keep cooked rice overnight?")
    assert all(
        len(known) == len(digest("")) for kind in (ours.minors, ours.sexual, ours.alone) for known in kind
    )


def test_what_was_read_before_changes_nothing(monkeypatch):
    monkeypatch.setattr(line, "MOST", 3)
    read = Combinations(KITCHEN.minors, KITCHEN.sexual, KITCHEN.alone)
    texts = [
        "one two three four five",
        "A kitten in the soup",
        "one kitten two",
        "soup for three",
        "marzipan",
    ]
    for _ in range(3):
        assert [read.crossed(text) for text in texts] == [False, True, False, False, True]
