"""Filters and tags that every template has."""

import pytest
from django.template import Context, Template


def rendered(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "written"),
    [(1.234, "1.23"), (-1.236, "−1.24"), (0.0, "0.00"), (-0.001, "−0.00"), (None, "not scored")],
)
def test_a_score_is_written_with_a_real_minus_and_a_missing_one_is_said(value, written):
    assert rendered("{{ value|score }}", value=value) == written


def test_r32_what_somebody_said_is_escaped_and_nothing_in_it_is_invisible():
    text = '<script>alert("x")</script>\u202eevil\u200b'
    assert rendered("{{ text|said }}", text=text).startswith(
        "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"
    )
    assert not {"\u202e", "\u200b"} & set(rendered("{{ text|said }}", text=text))


@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_said_is_nothing_shown(nothing):
    assert rendered("{{ text|said }}{{ text|markdown }}", text=nothing) == ""


def test_markdown_goes_through_the_one_renderer():
    assert rendered("{{ text|markdown }}", text="Be *curt* <b>now</b>") == (
        '<p dir="auto">Be <em>curt</em> &lt;b&gt;now&lt;/b&gt;</p>\n'
    )


def test_an_icon_is_decoration_unless_it_has_a_label():
    assert rendered('{% icon "alert" %}') == '<svg class="i" aria-hidden="true"><use href="#alert"/></svg>'
    assert rendered("{% icon name label %}", name='"><b>', label="<i>") == (
        '<svg class="i" role="img" aria-label="&lt;i&gt;"><use href="#&quot;&gt;&lt;b&gt;"/></svg>'
    )


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3900, "1 h 05 min"), (-90, "−1 min")],
)
def test_a_duration_is_written_in_hours_and_minutes(seconds, written):
    assert rendered("{{ seconds|duration }}", seconds=seconds) == written


def test_money_is_written_with_its_currency():
    assert rendered("{{ cents|money:'EUR' }}", cents=1234) == "12.34 EUR"
