"""The master key: made once, for its owner alone, and changed without losing what it sealed."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from gadfly.shared.refusal import Refusal
from gadfly.shared.sealed import FILE, SealedError, master, rotation, seal, unusable
from gadfly.shared.sealed.master import SHORTEST
from tests.patience import PATIENCE

ONE, OTHER = "one-key-0123456789-" * 3, "another-0123456789-" * 3
TO = "the kitchen"


@pytest.fixture
def path(settings, tmp_path):
    """Where the master key will be, of an installation that has none yet."""
    settings.DATA_DIR, settings.MASTER_KEY = tmp_path, ""
    return tmp_path / FILE


def test_the_key_is_made_with_the_first_seal_for_its_owner_alone(path):
    sealed = seal().sealed("spoon", to=TO)
    assert seal().opened(sealed, to=TO) == "spoon"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text().strip()) >= SHORTEST


def test_of_many_that_seal_at_once_all_use_one_key(path):
    with ThreadPoolExecutor(8) as starting:
        sealed = list(starting.map(lambda _: seal().sealed("spoon", to=TO), range(32)))
    assert {seal().opened(each, to=TO) for each in sealed} == {"spoon"}
    assert len(path.read_text().split()) == 1


def test_whoever_sees_no_key_and_finds_one_made_meanwhile_takes_that(path, monkeypatch):
    sealed, kept = seal().sealed("spoon", to=TO), master._kept
    looks = iter([()])

    def looked(directory):
        found = next(looks, None)  # nothing, the first time
        return kept(directory) if found is None else found

    monkeypatch.setattr(master, "_kept", looked)
    assert seal().opened(sealed, to=TO) == "spoon"


def test_a_key_in_the_environment_seals_and_no_file_is_made(path, settings):
    settings.MASTER_KEY = ONE
    sealed = seal().sealed("spoon", to=TO)
    assert not path.exists()
    settings.MASTER_KEY = f"{OTHER}, {ONE}"
    assert seal().opened(sealed, to=TO) == "spoon"
    settings.MASTER_KEY = OTHER
    with pytest.raises(SealedError):
        seal().opened(sealed, to=TO)


def test_whoever_moves_the_key_to_the_environment_can_still_open_with_the_file(path, settings):
    sealed = seal().sealed("spoon", to=TO)
    settings.MASTER_KEY = ONE
    assert seal().opened(sealed, to=TO) == "spoon"


def test_after_a_rotation_only_what_was_sealed_anew_opens(path):
    old = seal().sealed("spoon", to=TO)
    with rotation() as fresh:
        new = fresh.sealed(fresh.opened(old, to=TO), to=TO)
    assert seal().opened(new, to=TO) == "spoon"
    with pytest.raises(SealedError):
        seal().opened(old, to=TO)
    assert len(path.read_text().split()) == 1


def test_a_site_that_runs_follows_a_rotation_while_it_goes_on(path):
    old = seal().sealed("spoon", to=TO)
    with rotation():
        assert seal().opened(old, to=TO) == "spoon"
        meanwhile = seal().sealed("fork", to=TO)
    assert seal().opened(meanwhile, to=TO) == "fork"


def test_a_rotation_that_fails_loses_nothing_and_the_next_one_ends_it(path):
    old = seal().sealed("spoon", to=TO)
    with pytest.raises(ZeroDivisionError), rotation():
        raise ZeroDivisionError
    assert len(path.read_text().split()) == 2
    with rotation() as fresh:
        new = fresh.sealed(fresh.opened(old, to=TO), to=TO)
    assert (len(path.read_text().split()), seal().opened(new, to=TO)) == (1, "spoon")


def test_one_that_is_killed_midway_loses_nothing(path, own_environment):
    """Killed without a word, as by a power cut, while both keys are in force."""
    program = (
        "import os, django; django.setup()\n"
        "from gadfly.shared.sealed import rotation, seal\n"
        "print(seal().sealed('spoon', to='the kitchen'), flush=True)\n"
        "with rotation(): os._exit(9)\n"
    )
    done = subprocess.run(
        (sys.executable, "-c", program),
        env={**own_environment, "GADFLY_MASTER_KEY": ""},
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 9, done.stderr
    old = done.stdout.strip()
    with rotation() as fresh:
        new = fresh.sealed(fresh.opened(old, to=TO), to=TO)
    assert seal().opened(new, to=TO) == "spoon"


def test_what_an_interrupted_write_left_behind_is_no_obstacle(path):
    (path.parent / f"{FILE}.new").write_text("half")
    assert seal().opened(seal().sealed("spoon", to=TO), to=TO) == "spoon"


def test_a_rotation_leaves_keys_of_the_environment_alone(path, settings):
    settings.MASTER_KEY = f"{OTHER},{ONE}"
    with rotation() as fresh:
        sealed = fresh.sealed("spoon", to=TO)
    settings.MASTER_KEY = OTHER
    assert seal().opened(sealed, to=TO) == "spoon"
    assert not path.exists()


def test_one_key_in_the_environment_can_be_rotated_to_nothing(path, settings):
    settings.MASTER_KEY = ONE
    with pytest.raises(Refusal, match="Put a new one and a comma before it"), rotation():
        pass


def test_r28_a_master_key_that_can_be_guessed_is_said(path, settings):
    assert unusable() == ""
    settings.MASTER_KEY = "short"
    assert "GADFLY_MASTER_KEY holds a key that can be guessed" in unusable()
    settings.MASTER_KEY = f"{ONE},{'a' * 60}"
    assert "GADFLY_MASTER_KEY holds a key that can be guessed" in unusable()
    settings.MASTER_KEY = ONE
    assert unusable() == ""


def test_r28_a_file_that_holds_no_key_is_said(path):
    path.write_text("hello\n")
    assert "master.key holds a key that can be guessed" in unusable()
    path.write_text("\n")
    assert "master.key is empty" in unusable()
