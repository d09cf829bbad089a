"""The steps to look at: a picture that says in words what it shows, and a table."""

import csv
import xml.etree.ElementTree as ET

from gadfly.science.policy.chart import picture, table
from gadfly.science.policy.records import Step

NAMES = {"svg": "http://www.w3.org/2000/svg"}
REWARDED = [Step(at, train=2 + at, test=-3 + at / 2, kl=at / 100, tokens=9.0, cut=0.0) for at in range(1, 11)]


def drawn(steps):
    return ET.fromstring(picture(steps))  # noqa: S314 -- it is our own


def test_the_table_has_a_row_for_each_step_and_empty_cells_for_what_is_not_known():
    rows = list(csv.DictReader(table(REWARDED).splitlines()))
    assert (len(rows), rows[0]["train"], rows[0]["loss"]) == (10, "3", "")


def test_scores_are_drawn_from_where_they_began_and_the_picture_says_so():
    svg = drawn(REWARDED)
    assert len(svg.findall("svg:polyline", NAMES)) == 4
    assert svg.find("svg:desc", NAMES).text == (
        "score, from where it began: the scorer that rewards from -2 to 7, its twin, dashed from -1 to 3.5; "
        "nats from the starting policy: from 0.01 to 0.1; tokens of a reply: from 9 to 9"
    )


def test_a_step_that_is_not_known_leaves_a_gap_and_no_zero():
    svg = drawn([*REWARDED[:5], Step(6), *REWARDED[6:]])
    points = [line.get("points").split() for line in svg.findall("svg:polyline", NAMES)]
    assert [len(some) for some in points] == [9, 9, 9, 9]


def test_steps_by_pairs_have_other_panels_and_no_step_has_none():
    svg = drawn([Step(at, loss=0.7, right=0.5) for at in (1, 2)])
    titles = [text.text for text in svg.findall("svg:text", NAMES)]
    assert {"loss", "share of pairs the right way round"} < set(titles)
    assert drawn([]).findall("svg:polyline", NAMES) == []
