"""The reference is complete: what can be typed, set, visited or held is named there."""

import argparse
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from gadfly.cli import parser
from gadfly.people.models import Role
from gadfly.site.environment import VARIABLES
from tests.house.tree import ROOT


@pytest.fixture
def reference() -> str:
    """All pages of the reference in one."""
    return "\n".join(page.read_text() for page in sorted((ROOT / "docs" / "reference").glob("*.md")))


def test_every_command_and_option_is_in_the_reference(reference):
    assert [words for words in _commands(parser()) if f"`{words}" not in reference] == []


def test_every_setting_is_in_the_reference_with_its_default(reference):
    assert [v.name for v in VARIABLES if f"`{v.name}`" not in reference] == []
    assert [v.name for v in VARIABLES if v.default and f"`{v.default}`" not in reference] == []


def test_every_route_is_in_the_reference(reference):
    assert [route for route in _routes(get_resolver()) if f"`{route}`" not in reference] == []


def test_every_role_is_in_the_reference(reference):
    assert [role.label for role in Role if f"| {role.label} |" not in reference] == []


def _commands(within: argparse.ArgumentParser, words: str = "gadfly") -> Iterator[str]:
    """Yield `gadfly serve` for each command, likewise its acts, and `--port` for each of their options."""
    for action in within._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield f"{words} {name}"
                yield from _commands(command, f"{words} {name}")
        elif not isinstance(action, argparse._HelpAction):
            yield from (option for option in action.option_strings if option.startswith("--"))


def _routes(within: URLResolver, before: str = "/") -> Iterator[str]:
    """Yield every address the site answers to, as the resolver writes it: /attacks/<str:key>/."""
    for entry in within.url_patterns:
        address = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address
        else:
            yield from _routes(entry, address)
