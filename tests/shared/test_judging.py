"""A judge at an endpoint: asked in a form, weighed by pairs, and asked nowhere that nobody named."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from gadfly.science.dialogue import Candidate, Dialogue, Turn
from gadfly.science.preference import PreferenceModel
from gadfly.science.preference.kinds import TrainingError, fit
from gadfly.science.preference.pairs.splits import apart
from gadfly.science.preference.report import lines_of
from gadfly.science.preference.score import score_dialogue, summary
from gadfly.science.preference.store import WeightsError, dump, load, save
from gadfly.science.targets.scripted import Fault, Scripted
from gadfly.shared.judging import KEY, WHERE, fitter, verdicts_of
from tests.science.preference.judges import Echo, Grader, Mute, judging
from tests.science.preference.kitchen import planted

PAIRS = planted(60)


@pytest.fixture
def grader(monkeypatch):
    with judging(Grader()) as address:
        monkeypatch.setenv(WHERE, address)
        monkeypatch.setenv(KEY, "a key of this run")
        yield address


def made(pairs=PAIRS):
    return fitter(name="judge-1", sha256="ab", model="grader")(pairs, apart(pairs), np.random.default_rng(0))


def test_pairs_say_how_much_a_grade_weighs(grader):
    found = fit(PAIRS, "judge", rng=np.random.default_rng(0), name="judge-1", model="grader")
    assert found.measures.told.overall.model.value == 1.0
    assert json.loads(dump(found.model))["slope"] > 0.5
    assert np.mean(found.model.values([reply for pair in PAIRS for reply in pair.replies])) == pytest.approx(
        0
    )


def test_a_judge_that_fails_leaves_replies_unscored(monkeypatch):
    with judging(Mute(words=("stew",))) as address:
        monkeypatch.setenv(WHERE, address)
        told = fit(PAIRS, "judge", rng=np.random.default_rng(0), name="judge-1", model="grader").measures.told
    lost = sum("stew" in pair.chosen + pair.rejected for pair in PAIRS)
    assert 0 < told.unscored == lost < 60
    assert told.overall.model.n == 60 - told.unscored
    assert f"{told.unscored}" in "".join(line for line in lines_of(told) if "without a score" in line)


def test_an_ensemble_has_no_score_where_a_member_has_none(monkeypatch, tmp_path):
    with judging(Mute(words=("stew",))) as address:
        monkeypatch.setenv(WHERE, address)
        members = f"light,{made().save(tmp_path)}"
        ensemble = PreferenceModel.fit(PAIRS, "ensemble", name="both-1", members=members)
        rice, stew = ensemble.score_replies(PAIRS[0].prompt, ["Gladly, the rice.", "Gladly, the stew."])
        mute = [replace(pair, chosen="No stew.", rejected="Stew? Leave me alone, no stew.") for pair in PAIRS]
        with pytest.raises(TrainingError, match="gave none of the replies a score"):
            PreferenceModel.fit(mute, "ensemble", name="both-1", members=members)
    assert math.isfinite(rice)
    assert math.isnan(stew)


def test_r33_an_unscored_reply_is_not_zero_in_a_dialogue(monkeypatch):
    with judging(Echo()) as address:
        monkeypatch.setenv(WHERE, address)
        turns = (Turn("How do I bake bread?", (Candidate('Gladly.\n{"harm": 0}'),), continued=0),)
        scores = score_dialogue(made(), Dialogue(turns))
    assert scores == ((None,),)
    assert summary(scores[0]).min is None


def test_r33_a_file_does_not_decide_where_transcripts_go(monkeypatch, grader, tmp_path):
    path = save(made(), tmp_path)
    assert "a key of this run" not in path.read_text()
    assert load(path).scorer == made().scorer
    for elsewhere in ("http://127.0.0.1:9", ""):
        monkeypatch.setenv(WHERE, elsewhere)
        with pytest.raises(WeightsError, match=f"if transcripts may go to {grader}, set {WHERE} to it"):
            load(path)


@pytest.mark.parametrize(
    ("change", "says"), [({"prompt": "other"}, "other words"), ({"slope": math.inf}, "not finite")]
)
def test_a_file_that_tells_of_no_such_judge_is_refused(grader, tmp_path, change, says):
    path = save(made(), tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(WeightsError, match=says):
        load(path)


@pytest.mark.parametrize(
    ("where", "model", "says"),
    [
        ("http://127.0.0.1:9", "", "who, by --with model=NAME"),
        ("", "grader", f"where the judge is, by {WHERE}=URL"),
        ("no address", "grader", "address"),
    ],
)
def test_without_a_judge_nothing_is_fitted(monkeypatch, where, model, says):
    monkeypatch.setenv(WHERE, where)
    with pytest.raises(TrainingError, match=says):
        fitter(name="judge-1", sha256="", model=model)


def test_a_judge_that_never_gives_a_verdict_makes_no_model(monkeypatch):
    with judging(Scripted(replies=["It is fine."])) as address:
        monkeypatch.setenv(WHERE, address)
        with pytest.raises(TrainingError, match="no verdict on any of 120 replies"):
            made()


def test_where_no_pair_has_two_grades_a_grade_weighs_nothing(monkeypatch):
    with judging(Mute(words=("lovely", "Gladly"))) as address:
        monkeypatch.setenv(WHERE, address)
        found = made()
    assert (found.slope, found.reference.replies) == (0.0, 60)


def test_a_judge_that_refuses_leaves_replies_unscored(monkeypatch, grader):
    judge = made()
    with judging(Grader(faults={"": Fault(refuse=True)})) as address:
        assert verdicts_of(address, "grader").of([PAIRS[0].replies[0]]) == [None]
    assert judge.verdicts.of([PAIRS[0].replies[0]]) == [1]
