"""Models' files: known by how they begin and by their checksum."""

import hashlib

import pytest

from gadfly.science.gguf import Shelf, check_gguf, is_sha256, sha256_of
from gadfly.science.weights import DamagedError

BEGINS = b"GGUF\x03\0\0\0"


@pytest.mark.parametrize("version", [2, 3])
def test_a_model_s_file_is_known_by_how_it_begins(tmp_path, version):
    file = tmp_path / "eggs.gguf"
    file.write_bytes(b"GGUF" + version.to_bytes(4, "little") + b"and so on")
    check_gguf(file)


@pytest.mark.parametrize("begins", [b"", b"GGU", b"PK\x03\x04 a wheel, say"])
def test_what_is_no_model_s_file_is_said_to_be_none(tmp_path, begins):
    file = tmp_path / "eggs.gguf"
    file.write_bytes(begins)
    with pytest.raises(DamagedError) as caught:
        check_gguf(file)
    assert str(caught.value) == f"{file} is not a GGUF file. Convert the model first, or name another file."


@pytest.mark.parametrize("begins", [b"GGUF", b"GGUF\x01\0\0\0", b"GGUF\0\0\0\x03"])
def test_a_version_that_nothing_here_reads_is_said(tmp_path, begins):
    file = tmp_path / "eggs.gguf"
    file.write_bytes(begins)
    with pytest.raises(DamagedError, match=r"of a version that is not read here\. Convert it anew\.$"):
        check_gguf(file)


def test_a_checksum_is_that_of_the_whole_file(tmp_path):
    file = tmp_path / "eggs.gguf"
    file.write_bytes(BEGINS * 1000)
    assert sha256_of(file) == hashlib.sha256(BEGINS * 1000).hexdigest()
    assert is_sha256(sha256_of(file))
    assert not any(map(is_sha256, ("", "12", sha256_of(file).upper(), sha256_of(file) + "0")))


def test_a_shelf_names_its_models_and_keeps_their_checksums(tmp_path):
    shelf = Shelf(tmp_path)
    assert shelf.names() == []
    for name in ("eggs.v1", "bread"):
        shelf.file(name).write_bytes(BEGINS)
    shelf.note("eggs.v1", "ab" * 32)
    assert shelf.names() == ["bread", "eggs.v1"]
    assert shelf.file("bread") == shelf.file("bread.gguf") == tmp_path / "bread.gguf"
    assert (shelf.noted("eggs.v1"), shelf.noted("bread")) == ("ab" * 32, "")
    assert (tmp_path / "eggs.v1.gguf.sha256").read_text() == f"{'ab' * 32}  eggs.v1.gguf\n"
