"""An account as JSON values, and back."""

from gadfly.science.targets import Account

FULL = Account(requests=2, samples=16, prompt_tokens=900, cached_tokens=870, seconds=1.5)


def test_an_account_comes_back_from_its_document():
    assert Account.of(FULL.document()) == FULL


def test_an_account_of_nothing_says_nothing():
    assert (Account().document(), Account.of({})) == ({}, Account())


def test_seconds_are_said_to_the_millisecond():
    assert Account(seconds=0.12345678).document()["seconds"] == 0.123


def test_what_a_document_says_beyond_numbers_and_names_we_know_is_dropped():
    assert Account.of({"requests": 1, "samples": "many", "unmetered": True, "mood": 3}) == Account(requests=1)
