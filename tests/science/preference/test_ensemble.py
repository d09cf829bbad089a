"""An ensemble is the weighted mean of its members, which it finds again by their full names."""

import json

import numpy as np
import pytest

from gadfly.science.preference.ensemble import Ensemble, Member, fitter
from gadfly.science.preference.kinds import TrainingError
from gadfly.science.preference.light_kind import fitter as light
from gadfly.science.preference.pairs.splits import apart
from gadfly.science.preference.store import WeightsError, load, save, shipped
from tests.science.preference.kitchen import planted

PAIRS = planted(60)
REPLIES = [reply for pair in PAIRS for reply in pair.replies]


def made(**options) -> Ensemble:
    found = fitter(name="both", sha256="ab", **options)(PAIRS, apart(PAIRS), np.random.default_rng(0))
    assert isinstance(found, Ensemble)
    return found


def test_members_count_by_their_weights_and_are_brought_to_one_spread_first():
    found = made(members="light,light-2", weights="3,1")
    assert [member.weight for member in found.members] == [0.75, 0.25]
    parts = [np.array(member.model.values(REPLIES)) for member in found.members]
    spread = 0.75 * parts[0].std() + 0.25 * parts[1].std()
    wanted = spread * sum(
        weight * (part - part.mean()) / part.std() for weight, part in zip((0.75, 0.25), parts, strict=True)
    )
    assert found.values(REPLIES) == pytest.approx(wanted, abs=1e-5)
    assert np.mean(found.values(REPLIES)) == pytest.approx(0, abs=1e-5)


def test_an_ensemble_of_one_is_that_one_but_for_its_centre():
    found, alone = made(members="light-2"), shipped().values(REPLIES)
    assert found.values(REPLIES) == pytest.approx(np.array(alone) - np.mean(alone), abs=2e-6)


def test_a_member_may_be_a_file(tmp_path):
    path = save(light(name="mine", sha256="")(PAIRS, apart(PAIRS), np.random.default_rng(0)), tmp_path)
    assert [one.model.scorer for one in made(members=f"{path}, light-2").members] == [
        load(path).scorer,
        shipped().scorer,
    ]


def test_members_that_do_not_ship_are_saved_beside_it(tmp_path):
    save(made(members="light,light-2"), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["both-1.json", "both.json"]


def test_an_ensemble_without_its_members_says_which_is_missing(tmp_path):
    found = made()
    path = save(found, tmp_path)
    (tmp_path / "both-1.json").unlink()
    with pytest.raises(
        WeightsError, match=f"its member {found.members[0].model.scorer} does not lie beside it"
    ):
        load(path)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"members": "light,nobody"}, "“nobody” is neither a kind nor a model"),
        ({"weights": "much"}, "must be numbers separated by commas"),
        ({"weights": "1,2"}, "must be 1 weights above 0"),
        ({"weights": "0"}, "must be 1 weights above 0"),
        ({"members": "light-2,light-2"}, "two are called light-2"),
    ],
)
def test_what_makes_no_ensemble_is_refused(options, says):
    with pytest.raises(TrainingError, match=says):
        made(**options)


@pytest.mark.parametrize("change", [{"members": []}, {"members": [{}]}, {"deviation": 0}, {"weight": "much"}])
def test_a_file_that_tells_of_no_ensemble_is_refused(tmp_path, change):
    path = save(made(members="light-2"), tmp_path)
    document = json.loads(path.read_text())
    (document if "members" in change else document["members"][0]).update(change)
    path.write_text(json.dumps(document))
    with pytest.raises(WeightsError, match="not a model's file"):
        load(path)


def test_a_member_that_says_the_same_of_everything_adds_nothing():
    still = Member(shipped(), 1.0, 0.0, 1.0)
    assert Ensemble("one", (still,), shipped().reference).score_text("Six.") == shipped().score_text("Six.")
