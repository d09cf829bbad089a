"""The key that signs cookies: made once, for its owner alone."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gadfly.site import secret
from gadfly.site.environment import SettingError
from gadfly.site.secret import SHORTEST, secret_key


def test_a_given_key_is_used_and_nothing_is_written(tmp_path):
    assert secret_key("given", tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_the_key_is_made_once_and_found_again(tmp_path):
    made = secret_key("", tmp_path)
    assert len(made) >= SHORTEST
    assert secret_key("", tmp_path) == made


def test_only_its_owner_can_read_the_file(tmp_path):
    secret_key("", tmp_path)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_without_a_directory_the_key_lives_for_the_process_only(tmp_path):
    absent = tmp_path / "absent"
    assert secret_key("", absent) != secret_key("", absent)
    assert not absent.exists()


def test_two_installations_have_two_keys(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    assert secret_key("", first) != secret_key("", second)


def test_of_many_processes_that_start_at_once_all_use_one_key(tmp_path):
    with ThreadPoolExecutor(8) as starting:
        keys = set(starting.map(lambda _: secret_key("", tmp_path), range(64)))
    assert keys == {(tmp_path / "secret.key").read_text()}


def test_a_file_that_another_process_has_not_written_yet_is_waited_for(tmp_path):
    path = tmp_path / "secret.key"
    path.touch(0o600)
    with ThreadPoolExecutor(1) as other:
        reading = other.submit(secret_key, "", tmp_path)
        path.write_text("the other's key")
        assert reading.result(10) == "the other's key"


def test_a_file_that_stays_empty_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(secret, "PATIENCE", 0.02)
    (tmp_path / "secret.key").touch()
    with pytest.raises(SettingError, match=r"secret\.key is empty\. Delete it"):
        secret_key("", tmp_path)


def test_whoever_sees_no_file_and_finds_one_made_meanwhile_takes_that_key(tmp_path, monkeypatch):
    secret_key("", tmp_path)
    monkeypatch.setattr(Path, "exists", lambda path: path.name != "secret.key")
    assert secret_key("", tmp_path) == (tmp_path / "secret.key").read_text()
