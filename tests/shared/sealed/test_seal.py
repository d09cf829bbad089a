"""A sealed secret opens with its master key, for what it was sealed to, and shows itself nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gadfly.shared.refusal import Refusal
from gadfly.shared.sealed import Seal, SealedError

OLD, NEW = "o1d-" * 12, "n3w-" * 12
CANARY = "canary-in-the-kitchen"


@given(st.text(), st.text())
def test_what_was_sealed_opens_again(secret, to):
    seal = Seal([NEW])
    assert seal.opened(seal.sealed(secret, to=to), to=to) == secret


def test_two_seals_of_one_secret_look_different_and_neither_shows_it():
    seal = Seal([NEW])
    one, other = (seal.sealed(CANARY, to="kitchen") for _ in range(2))
    assert one != other
    assert CANARY not in one


def test_the_newest_key_seals_and_each_opens():
    before, during, after = Seal([OLD]), Seal([NEW, OLD]), Seal([NEW])
    assert during.opened(before.sealed(CANARY, to="kitchen"), to="kitchen") == CANARY
    assert after.opened(during.sealed(CANARY, to="kitchen"), to="kitchen") == CANARY


@pytest.mark.parametrize("keys", [[OLD], []])
def test_without_its_key_it_stays_shut_and_says_what_to_do(keys):
    sealed = Seal([NEW]).sealed(CANARY, to="kitchen")
    with pytest.raises(SealedError, match=r"Put the right master\.key back, or enter the key again\."):
        Seal(keys).opened(sealed, to="kitchen")
    assert issubclass(SealedError, Refusal)


def test_moved_to_another_place_it_is_of_no_use():
    seal = Seal([NEW])
    with pytest.raises(SealedError):
        seal.opened(seal.sealed(CANARY, to="kitchen"), to="cellar")


@pytest.mark.parametrize("spoilt", ["", "1.", "1.!", "1.abc", "spoon", "1." + "A" * 80])
def test_a_spoilt_one_stays_shut(spoilt):
    with pytest.raises(SealedError):
        Seal([NEW]).opened(spoilt, to="kitchen")


def test_the_seal_shows_no_key():
    assert repr(Seal([NEW, OLD])) == "Seal(of 2)"
