"""The domains are data: 26 of them, each found by any of its names."""

import pytest

from gadfly.network.domains import domains


def test_there_are_the_26_of_the_call_each_with_names_of_its_own():
    listed = domains().listed
    names = [
        name.casefold()
        for one in listed
        for name in {one.slug, one.name.casefold()} | {a.casefold() for a in one.aliases}
    ]
    assert (domains().version, len(listed), len(names)) == ("1", 26, len(set(names)))


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Chemistry", "chemistry"),
        (" INFOSEC ", "cybersecurity"),
        ("Human-Computer  interaction", "hci"),
        ("law", "law"),
        ("cooking", None),
        ("", None),
    ],
)
def test_a_domain_is_found_by_slug_name_or_alias(words, slug):
    found = domains().called(words)
    assert (found.slug if found else None) == slug


def test_a_slug_that_the_list_has_no_more_stays_as_it_was_kept():
    assert (domains().name_of("law"), domains().name_of("alchemy")) == ("Law", "alchemy")
