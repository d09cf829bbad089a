"""Weights on disk: what was saved is what is loaded, and nothing else is taken for weights."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gadfly
from gadfly.science.embedding import wordllama
from gadfly.science.preference import Reference
from gadfly.science.preference.features import Frame, width
from gadfly.science.preference.light import LightModel
from gadfly.science.preference.store import (
    EARLIER,
    JUDGES,
    RANKS,
    SHIPPED,
    WeightsError,
    card_of,
    dump,
    fingerprint,
    load,
    named,
    parse,
    save,
    scorer_called,
    shipped,
    shipped_card,
)

DOCS = Path(__file__).parents[3] / "docs"
numbers = st.floats(allow_nan=False, allow_infinity=False)
SIZE = width(256, Frame(1, 9, 0.1))


def model(weights, centre=0.0):
    return LightModel("tried", weights, Frame(1, 9, 0.1), centre, Reference(4, "ab"), 2.0, wordllama())


@given(st.lists(numbers, min_size=1, max_size=20), numbers)
def test_what_is_parsed_is_what_was_dumped(some, centre):
    weights = np.resize(some, SIZE)
    made = model(weights, centre)
    back = parse(dump(made))
    assert isinstance(back, LightModel)
    assert back.weights.tolist() == weights.tolist()
    assert (back.frame, back.centre, back.reference, back.penalty) == (
        made.frame,
        made.centre,
        made.reference,
        made.penalty,
    )
    assert dump(back) == dump(made)


def test_a_saved_model_scores_as_before(tmp_path):
    said = "Gladly. It takes six minutes."
    assert load(save(shipped(), tmp_path)).score_text(said) == shipped().score_text(said)


def test_the_scorer_is_named_by_the_last_bit_of_its_file():
    one, other = dump(model(np.zeros(SIZE))), dump(model(np.full(SIZE, 1e-9)))
    assert parse(one).scorer == f"tried@{fingerprint(one)}"
    assert parse(one).scorer != parse(other).scorer


def test_the_shipped_model_is_small_and_its_card_is_its_own():
    assert len(dump(shipped())) < 80_000
    assert shipped_card().startswith(f"# The preference model {shipped().scorer}\n")
    assert shipped_card(EARLIER).startswith(f"# The preference model {shipped(EARLIER).scorer}\n")


def test_a_newcomer_gets_the_newest_model_without_naming_it():
    assert SHIPPED == "light-2"
    assert gadfly.scorer_called() is scorer_called(SHIPPED) is shipped()
    assert shipped().scorer.startswith("light-2@")


def test_what_the_documents_say_of_the_shipped_models_is_what_their_cards_say():
    page = " ".join((DOCS / "explanation" / "scores.md").read_text(encoding="utf-8").split())

    def hundredths(name, pairs):
        row = re.search(rf"^\| {pairs} \| [\d,]+ \| ([\d.]+)", shipped_card(name), re.MULTILINE)
        return round(100 * float(row[1]))

    assert f"in {hundredths(SHIPPED, 'all pairs')} of 100 cases. A coin" in page
    assert f"it is right in {hundredths(SHIPPED, 'people preferred the longer')} of 100 cases" in page
    twins = " and ".join(str(hundredths(name, "all pairs")) for name in (RANKS, JUDGES))
    assert f"right in {twins} of 100 cases" in page
    assert "light-1" not in page


@pytest.mark.parametrize(
    ("name", "scorer", "score"),
    [("light-1", "light-1@d34bdde28774", -0.163512), ("light-2", "light-2@3bbc88bc0099", -0.288131)],
)
def test_shipped_scores_stay_what_they_were(name, scorer, score):
    """Scores of one scorer must be comparable for ever: a change of any part must change its name."""
    assert shipped(name).scorer == scorer
    assert shipped(name).score_text("Gladly. Boil the eggs for six minutes.") == pytest.approx(
        score, abs=2e-6
    )
    assert scorer_called(name) is scorer_called(scorer) is shipped(name)


def test_only_what_ships_is_shipped():
    with pytest.raises(KeyError):
        shipped("light-0")


def test_the_shipped_model_is_read_once():
    assert shipped() is shipped()


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"kind": "another"},
        {"kind": []},
        {"embedder": "another"},
        {"centre": float("nan")},
        {"centre": "much"},
        {"weights": {}},
        {"weights": {"reply": [], "opening": [], "length": 1, "closeness": 1}},
        {"frame": None},
        {"penalty": []},
    ],
)
def test_a_file_that_does_not_fit_is_refused(change):
    document = json.loads(dump(shipped())) | change
    with pytest.raises(WeightsError, match="not a model's file"):
        parse(json.dumps(document).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"[" * 100_000, b" " * 2_000_000])
def test_a_file_of_another_kind_is_refused(tmp_path, data):
    path = tmp_path / "light.json"
    path.write_bytes(data)
    with pytest.raises(WeightsError, match="not a model's file"):
        load(path)


def test_a_folder_with_one_model_is_that_model(tmp_path):
    save(shipped(), tmp_path)
    assert load(tmp_path).scorer == shipped().scorer
    (tmp_path / "other.json").touch()
    with pytest.raises(WeightsError, match="holds 2 JSON files, not one"):
        load(tmp_path)


def test_a_scorer_is_found_by_name_among_the_shipped_and_in_a_folder(tmp_path):
    made = named(model(np.ones(SIZE)))
    path = save(made, tmp_path)
    assert (
        scorer_called("tried", tmp_path).scorer == scorer_called(made.scorer, tmp_path).scorer == made.scorer
    )
    assert card_of(path) == tmp_path / "tried.md"
    for name, folder in (("tried", None), ("tried@000000000000", tmp_path), ("other", tmp_path)):
        with pytest.raises(KeyError):
            scorer_called(name, folder)


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path):
    with pytest.raises(WeightsError, match=r"light\.json cannot be read: No such file or directory\."):
        load(tmp_path / "light.json")
