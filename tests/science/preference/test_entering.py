"""A model's file from elsewhere: whole, of numbers alone, with its own card, or refused in a sentence."""

import json
from dataclasses import replace

import numpy as np
import pytest

from gadfly.science.dialogue import Message, Role, text_of
from gadfly.science.preference import Reference
from gadfly.science.preference.card import KNOWN
from gadfly.science.preference.entering import _hold, entering, is_public, told_by
from gadfly.science.preference.kinds import kind_called
from gadfly.science.preference.light import LightModel, ShorterWins
from gadfly.science.preference.pairs.reading import fingerprint_of
from gadfly.science.preference.pairs.splits import by_message
from gadfly.science.preference.store import WeightsError, card_of, named, save, shipped
from tests.science.preference.kitchen import planted

PAIRS = planted(60)
SHA = "ab" * 32


def pairs_file(folder, pairs=PAIRS):
    path = folder / "pairs.jsonl"
    rows = [
        {
            side: text_of([*pair.prompt, Message(Role.ASSISTANT, getattr(pair, side))])
            for side in ("chosen", "rejected")
        }
        for pair in pairs
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def saved(folder, name="kitchen-1", *, kind="light", sha256=SHA, **options):
    """Fit, save with a card's first lines, and return the file."""
    fitter = kind_called(kind).fitter(name=name, sha256=sha256, **options)
    model = fitter(PAIRS, by_message(PAIRS), np.random.default_rng(0))
    path = save(model, folder)
    card_of(path).write_text(f"# The preference model {model.scorer}\n\nIt was made of pairs.\n")
    return path


def test_a_model_comes_in_by_its_file_or_its_folder_with_its_card(tmp_path):
    path = saved(tmp_path)
    for where in (path, tmp_path):
        found = entering(where)
        assert found.model.scorer.startswith("kitchen-1@")
        assert found.card == card_of(path).read_text()


def test_an_ensemble_comes_in_with_its_members(tmp_path):
    path = saved(tmp_path, kind="ensemble", members="light,light-1")
    assert entering(path).model.kind == "ensemble"
    (tmp_path / "kitchen-1-1.json").unlink()
    with pytest.raises(WeightsError, match=r"kitchen-1-1\.json cannot be read"):
        entering(path)


@pytest.mark.parametrize("kind", ["transformer", "judge"])
def test_a_kind_that_runs_code_or_asks_elsewhere_is_refused_before_it_is_read(tmp_path, kind):
    path = tmp_path / "kitchen-1.json"
    path.write_text(json.dumps({"format": 1, "name": "kitchen-1", "kind": kind}))
    with pytest.raises(WeightsError, match=f"of the kind {kind}, which a site does not take"):
        entering(path)
    outer = tmp_path / "outer-1.json"
    outer.write_text(json.dumps({"kind": "ensemble", "members": [{"scorer": "kitchen-1@0"}]}))
    with pytest.raises(WeightsError, match=r"kitchen-1\.json is of the kind"):
        entering(outer)


@pytest.mark.parametrize("name", ["kitchen-1.pkl", "kitchen-1.bin", "kitchen-1-weights/model.pkl"])
def test_what_could_run_is_refused_where_it_lies_under_the_models_name(tmp_path, name):
    path = saved(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(
        WeightsError, match=f"{name.partition('/')[0]} is no part of a model that a site reads"
    ):
        entering(path)


def test_what_lies_there_under_other_names_is_nobodys_business(tmp_path):
    path = saved(tmp_path)
    for name in ("notes.py", "kitchen-12.bin", "kitchen-1-b.pkl"):
        (tmp_path / name).touch()
    assert entering(path).model.scorer.startswith("kitchen-1@")


@pytest.mark.parametrize("name", ["../kitchen-1", "other-1", ["kitchen-1"]])
def test_a_model_that_is_called_otherwise_than_its_file_is_refused_before_it_is_written_anywhere(
    tmp_path, name
):
    path = saved(tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"name": name}))
    with pytest.raises(WeightsError, match=r"kitchen-1\.json holds a model of another name"):
        entering(path)


def _ensemble_of(member):
    return json.dumps({"kind": "ensemble", "members": [member]}).encode()


@pytest.mark.parametrize(
    "data", [b"[]", b"\xff", b"[" * 100_000, _ensemble_of(1), _ensemble_of({"scorer": "../kitchen-1@0"})]
)
def test_a_file_of_another_kind_is_refused(tmp_path, data):
    path = tmp_path / "kitchen-1.json"
    path.write_bytes(data)
    with pytest.raises(WeightsError, match=r"kitchen-1\.json is not a model's file of Gadfly"):
        entering(path)


def test_a_file_that_was_changed_by_hand_is_refused(tmp_path):
    path = saved(tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()), indent=2))
    with pytest.raises(WeightsError, match="changed by hand"):
        entering(path)


def test_a_card_of_another_model_or_none_is_refused(tmp_path):
    path = saved(tmp_path)
    card_of(path).write_text("# The preference model kitchen-1@000000000000\n")
    with pytest.raises(WeightsError, match=r"kitchen-1\.md is the card of another model"):
        entering(path)
    card_of(path).unlink()
    with pytest.raises(WeightsError, match=r"card kitchen-1\.md cannot be read"):
        entering(path)


@pytest.mark.parametrize("sha256", ["", "ab"])
def test_a_model_that_does_not_say_what_it_was_centred_on_is_refused(tmp_path, sha256):
    with pytest.raises(WeightsError, match="does not say what it was centred on"):
        entering(saved(tmp_path, sha256=sha256))


def test_a_model_whose_scores_hang_together_or_are_missing_is_refused():
    class Ranks(ShorterWins):
        def values(self, replies):
            return tuple(float(at) for at, _ in enumerate(replies))

    class Silent(ShorterWins):
        def values(self, replies):
            return tuple(float("nan") for _ in replies)

    _hold(ShorterWins())
    for breaks in (Ranks(), Silent()):
        with pytest.raises(WeightsError, match="does not hold the contract"):
            _hold(breaks)


def test_the_pairs_that_are_shown_must_be_those_that_taught_it(tmp_path):
    file = pairs_file(tmp_path)
    model = entering(saved(tmp_path, sha256=fingerprint_of([file]))).model
    assert told_by(model, [file]) == {"": 60}
    with pytest.raises(WeightsError, match=r"was not made from pairs\.jsonl"):
        told_by(model, [pairs_file(tmp_path, planted(60, seed=1))])


def test_a_model_that_is_not_centred_on_its_pairs_is_refused(tmp_path):
    file = pairs_file(tmp_path)
    model = entering(saved(tmp_path, sha256=fingerprint_of([file]))).model
    assert isinstance(model, LightModel)
    moved = named(replace(model, centre=model.centre + 5))
    with pytest.raises(WeightsError, match="is not centred on the replies in"):
        told_by(moved, [file])
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    of_nothing = named(replace(model, reference=Reference(2, fingerprint_of([empty]))))
    with pytest.raises(WeightsError, match="is not centred"):
        told_by(of_nothing, [empty])


def test_a_public_file_needs_no_showing(tmp_path):
    assert is_public(shipped())
    assert shipped().reference.sha256 in KNOWN
    assert not is_public(entering(saved(tmp_path)).model)
