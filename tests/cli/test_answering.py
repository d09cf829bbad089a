"""`gadfly demo --model`: which program answers, and what the site calls the model."""

import hashlib

import pytest

from gadfly.cli.answering import what_answers
from gadfly.cli.pull import PullError
from gadfly.science.gguf import Shelf
from gadfly.science.targets import embedded

WORDS = b"GGUF\x03\0\0\0eggs"
REVISION = hashlib.sha256(WORDS).hexdigest()[:12]


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv("GADFLY_DATA_DIR", str(tmp_path))
    made = Shelf(tmp_path / "models")
    made.folder.mkdir()
    return made


@pytest.fixture
def eggs(shelf):
    file = shelf.file("eggs-1")
    file.write_bytes(WORDS)
    return file


@pytest.mark.parametrize("asked", ["eggs-1", "eggs-1.gguf"])
def test_a_model_on_the_shelf_answers_by_its_name_and_the_checksum_it_came_with(asked, shelf, eggs):
    shelf.note("eggs-1", "ab" * 32)
    answering = what_answers(asked, scripted=False, port=8123)
    assert answering.command == embedded.command(eggs, port=8123, name="eggs-1")
    model = answering.model
    assert (model.kind, model.name, model.revision) == ("eggs-1", "eggs-1", "ab" * 6)
    assert model.base_url == "http://127.0.0.1:8123/v1"


def test_any_file_answers_and_its_checksum_is_its_revision(shelf, tmp_path):
    file = tmp_path / f"{'eggs' * 20}.gguf"
    file.write_bytes(WORDS)
    model = what_answers(str(file), scripted=False, port=8123).model
    assert (model.name, model.revision) == (("eggs" * 20)[:60], REVISION)


def test_a_model_that_came_without_a_note_is_weighed(shelf, eggs):
    assert what_answers("eggs-1", scripted=False, port=8123).model.revision == REVISION


def test_a_name_that_is_none_is_refused_with_those_there_are(shelf, eggs):
    with pytest.raises(PullError) as caught:
        what_answers("bread", scripted=False, port=8123)
    assert str(caught.value) == (
        "No model is called bread. There are: eggs-1. Bring it: gadfly pull --from FILE"
    )
    eggs.unlink()
    with pytest.raises(PullError, match="There are: none yet"):
        what_answers("bread", scripted=False, port=8123)


def test_a_file_that_is_no_model_is_refused(shelf, tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("Boil it.")
    with pytest.raises(PullError, match="is not a GGUF file"):
        what_answers(str(file), scripted=False, port=8123)


def test_the_script_needs_no_weights(shelf):
    answering = what_answers(None, scripted=True, port=8123)
    assert (answering.called, answering.model.kind) == ("the scripted model", "scripted")
    assert shelf.names() == []


def test_without_a_name_it_is_the_small_model(shelf, monkeypatch):
    monkeypatch.setattr("gadfly.cli.answering.ensure_weights", lambda _folder: shelf.file("small"))
    answering = what_answers(None, scripted=False, port=8123)
    assert answering.command == embedded.command(shelf.file("small"), port=8123)
    assert (answering.model.name, answering.model.size) == (embedded.NAME, "135M")
