"""Agreement on a batch in all its ways is what the pieces say, each by itself."""

import numpy as np
import pytest

from gadfly.science.agreement import Level, Over, Rating, agreement_of, ratings_of
from gadfly.science.agreement.counting import WAYS, counted, figures

RESAMPLES = 20
GRADES = [
    (0, 1, 0),
    (4, 4, 3),
    (2, 3, 3),
    (1, 1, 1),
    (4, 3, 4),
    (0, 0, 1),
    (2, 2, 3),
    (3, 4, 4),
    (1, 0, 1),
    (3, 3, 2),
]
ARMS = {f"a{number}": "plain" if number % 2 else "careful" for number in range(len(GRADES))}

GROUPS = {"r0": "experts", "r2": "experts", "author": "authors", "r9": "idle"}


@pytest.fixture(scope="module")
def ratings():
    votes = [
        Rating(f"a{item}", f"r{rater}", float(grade))
        for item, row in enumerate(GRADES)
        for rater, grade in enumerate(row)
    ]
    return ratings_of([*votes, Rating("a0", "author", 4.0), Rating("a1", "author", 4.0)])


@pytest.fixture(scope="module")
def found(ratings):
    gold = {"a0": 0.0, "a1": 1.0}
    return counted(ratings, author="author", arms=ARMS, groups=GROUPS, gold=gold, resamples=RESAMPLES)


def test_each_way_is_what_the_report_says_of_the_same_ratings(ratings, found):
    for way in found["ways"]:
        kept = ratings if way["with_author"] else ratings.of(["r0", "r1", "r2"])
        kept = kept.at_least(3) if way["in_two"] else kept
        report = agreement_of(kept, way["level"], rng=np.random.default_rng(0), resamples=RESAMPLES)
        assert (way["alpha"], way["kappa"], way["why"]) == (report.alpha, *report.kappa[::3])
        assert way["verdict"] == report.verdict
        assert way["intervals"] == {
            over.value: None if each is None else [each.low, each.high]
            for over, each in report.intervals.items()
        }


def test_reviewers_alone_come_first_and_authors_are_in_the_rest(found):
    assert [way["with_author"] for way in found["ways"]] == [False] * len(WAYS) + [True] * len(WAYS)
    assert [way["ratings"] for way in found["ways"][::3]] == [30, 32]
    assert found["votes"] == [[0, 5], [1, 7], [2, 4], [3, 8], [4, 6]]


def test_arms_and_reviewers_stand_by_themselves(ratings, found):
    careful = ratings.of(["r0", "r1", "r2"]).on(item for item, arm in ARMS.items() if arm == "careful")
    assert found["arms"][0] == {"arm": "careful", **figures(careful, Level.ORDINAL, RESAMPLES)}
    assert [(rater["name"], rater["votes"]) for rater in found["raters"]] == [
        ("r0", 10),
        ("r1", 10),
        ("r2", 10),
    ]
    without = agreement_of(ratings.of(["r1", "r2"]), Level.ORDINAL, rng=np.random.default_rng(0), resamples=1)
    assert found["raters"][0]["without"] == without.alpha


def test_groups_of_reviewers_stand_by_themselves_and_who_is_in_none_is_in_none(ratings, found):
    experts = figures(ratings.of(["r0", "r2"]), Level.ORDINAL, RESAMPLES)
    assert found["groups"] == [{"group": "experts", **experts}]


def test_gold_is_compared_where_it_is_known(found, ratings):
    assert (found["gold"]["accuracy"], found["gold"]["items"], found["gold"]["unknown"]) == (0.5, 2, 8)
    assert counted(ratings, author="author", arms={}, groups={}, gold={}, resamples=1)["gold"] is None


def test_who_agrees_much_may_be_concluded_from_and_who_agrees_little_may_not():
    alike = ratings_of([Rating(item, rater, float(item)) for item in "123" for rater in "rs"])
    assert figures(alike, Level.ORDINAL, 1)["enough"]
    apart = ratings_of(
        [Rating("a", "r", 0.0), Rating("a", "s", 4.0), Rating("b", "r", 4.0), Rating("b", "s", 0.0)]
    )
    assert not figures(apart, Level.ORDINAL, 1)["enough"]


def test_one_reviewer_agrees_with_nobody_and_none_at_all_with_nothing():
    alone = counted(
        ratings_of([Rating("a", "r", 2.0)]),
        author="author",
        arms={"b": "plain"},
        groups={},
        gold={},
        resamples=1,
    )
    assert (alone["ways"][0]["alpha"], alone["ways"][0]["enough"], alone["arms"]) == (None, False, [])
    assert alone["raters"] == [
        {"name": "r", "votes": 1, "severity": None, "competence": None, "without": None}
    ]
    nobody = ratings_of([Rating("a", "author", 2.0)])
    assert counted(nobody, author="author", arms={}, groups={}, gold={}) is None
    assert {over.value for over in Over} == set(alone["ways"][0]["intervals"])
