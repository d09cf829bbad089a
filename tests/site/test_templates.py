"""Pages stay light, and nothing in a template needs a looser policy than the site's."""

import gzip
import re

import pytest

from tests.house.tree import SOURCE, source

STATIC = SOURCE / "site" / "static" / "gadfly"
INLINE = re.compile(
    r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|href=[\"']javascript:|\shx-on", re.IGNORECASE
)
FORM = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)
templates = pytest.mark.parametrize(
    "path", sorted(source(".html")), ids=lambda path: f"{path.parent.name}/{path.name}"
)


@templates
def test_no_template_has_inline_script_or_style(path):
    assert INLINE.findall(path.read_text()) == []


@templates
def test_every_form_that_posts_carries_the_token(path):
    assert [form[:80] for form in FORM.findall(path.read_text()) if "{% csrf_token %}" not in form] == []


@templates
def test_every_address_in_a_template_is_ours(path):
    assert re.findall(r"(?:src|href|action)=\"https?://[^\"]*", path.read_text()) == []


def test_all_styles_together_weigh_at_most_40_kb():
    assert sum(path.stat().st_size for path in STATIC.glob("*.css")) <= 40_000


def on_the_wire(paths):
    return sum(len(gzip.compress(path.read_bytes())) for path in paths)


MAP = [*STATIC.glob("atlas*.js"), STATIC / "map.js"]
"""What paints a map, on its page alone."""


def test_all_scripts_but_those_of_the_map_weigh_at_most_10_kb_on_the_wire():
    assert on_the_wire(set(STATIC.glob("*.js")) - set(MAP)) <= 10_000


def test_the_scripts_of_the_map_weigh_at_most_12_kb_on_the_wire():
    assert on_the_wire(MAP) <= 12_000
